import { go, place, withQuery } from './route.ts'
import { useReport } from './report.ts'
import { PIXEL_NAMES, reasons, SOURCES } from './words.ts'

interface Option {
  value: string
  name: string
}

const FATES: Option[] = [
  { value: 'delivered', name: 'Delivered' },
  { value: 'waiting', name: 'Waiting' },
  { value: 'refused', name: 'Held back or refused' },
]

const SOURCE_OPTIONS: Option[] = Object.entries(SOURCES).map(([value, name]) => ({ value, name }))
const KEYS = ['event_name', 'text', 'fate', 'reason', 'source', 'pixel', 'recovered']

/** The filters that the address holds. */
export const filtersOf = (query: URLSearchParams): Record<string, string> =>
  Object.fromEntries(KEYS.flatMap((key) => (query.get(key) ? [[key, query.get(key)!]] : [])))

/** Every filter is part of the address; a change starts again at the newest event. */
export function FilterBar() {
  const names = useReport<string[]>('/api/event-names').value ?? []
  const why = Object.values(reasons.value).map(({ reason, title }) => ({ value: reason, name: title }))
  const chosen = filtersOf(place.value.query)
  return (
    <form class="filters" role="search" aria-label="Filter events" onSubmit={(submit) => submit.preventDefault()}>
      <label class="filter filter-text">
        <span>Event id or order id</span>
        <input type="search" value={chosen['text'] ?? ''} maxLength={128} placeholder="a part is enough" autocomplete="off"
          onInput={(input) => choose('text', input.currentTarget.value)} />
      </label>
      <Choice name="Event" of="event_name" options={names.map((name) => ({ value: name, name }))} />
      <Choice name="Server leg" of="fate" options={FATES} />
      <Choice name="Reason" of="reason" options={why} />
      <Choice name="Browser leg" of="pixel" options={PIXEL_NAMES} />
      <Choice name="Told by" of="source" options={SOURCE_OPTIONS} />
      {Object.keys(chosen).length > 0 && <a class="button" href="/events">Clear</a>}
    </form>
  )
}

function Choice({ name, of, options }: { name: string; of: string; options: readonly Option[] }) {
  const chosen = place.value.query.get(of) ?? ''
  return (
    <label class="filter">
      <span>{name}</span>
      <select value={chosen} onChange={(change) => choose(of, change.currentTarget.value)}>
        <option value="">Any</option>
        {options.map((option) => <option key={option.value} value={option.value}>{option.name}</option>)}
        {chosen && !options.some(({ value }) => value === chosen) && <option value={chosen}>{chosen}</option>}
      </select>
    </label>
  )
}

const choose = (key: string, value: string): void => go(withQuery({ [key]: value, before: '' }), { replace: true })
