import './events.css'
import { plural } from '../look/format.ts'
import { EventTable } from './event_table.tsx'
import { FilterBar, filtersOf } from './filters.tsx'
import { useReport } from './report.ts'
import { place, withQuery } from './route.ts'
import type { EventPage } from './shapes.ts'
import { Reported } from './trouble.tsx'

export function EventsPage() {
  const { query } = place.value
  const report = useReport<EventPage>(`/api/events?${query}`)
  return (
    <>
      <div class="page-head"><h1>Events</h1></div>
      <FilterBar />
      <Reported report={report}>{(page) => <Listing page={page} />}</Reported>
    </>
  )
}

function Listing({ page: { events, next } }: { page: EventPage }) {
  const older = next === null ? undefined : withQuery({ before: String(next) })
  return (
    <>
      <p class="visually-hidden" role="status">{plural(events.length, 'event')} shown</p>
      {events.length === 0 ? <Nothing /> : <section class="card"><div class="card-body"><EventTable events={events} /></div></section>}
      <nav class="toolbar pager" aria-label="Pages">
        {place.value.query.has('before') && <a class="button" href={withQuery({ before: '' })}>Newest</a>}
        {older && <a class="button" href={older}>Older</a>}
      </nav>
    </>
  )
}

function Nothing() {
  const filtered = Object.keys(filtersOf(place.value.query)).length > 0
  return (
    <section class="card empty">
      <h2>{filtered ? 'No event is like that' : 'Nothing has arrived yet'}</h2>
      {filtered ? <p>Take out a filter, or look for a shorter part of the id.</p> : <p>The <a href="/">overview</a> says how to send a first event.</p>}
    </section>
  )
}
