import { Badge } from '../look/badge.tsx'
import { money, when } from './amounts.ts'
import { FateBadge, PixelBadge } from './leg_badges.tsx'
import type { EventRow } from './shapes.ts'
import { SOURCES } from './words.ts'

interface EventTableProps {
  events: readonly EventRow[]
  /** Every one of them is recovered: no need to say so in each line. */
  allRecovered?: boolean
}

/** Conversions in lines; each leads to its trace. On a phone each line becomes a small card. */
export function EventTable({ events, allRecovered = false }: EventTableProps) {
  return (
    <table class="table events">
      <thead>
        <tr>
          <th scope="col">Event</th><th scope="col">Received</th><th scope="col">Told by</th>
          <th scope="col">Browser leg</th><th scope="col">Server leg</th><th scope="col" class="is-number">Value</th>
        </tr>
      </thead>
      <tbody>{events.map((event) => <Row key={event.id} event={event} mark={event.recovered && !allRecovered} />)}</tbody>
    </table>
  )
}

function Row({ event, mark }: { event: EventRow; mark: boolean }) {
  return (
    <tr>
      <th scope="row">
        <a class="events-link" href={`/events/${event.id}`}>{event.event_name}</a>
        <code class="events-id break">{event.event_id}</code>
      </th>
      <td class="events-time"><time dateTime={event.received_at}>{when(event.received_at)}</time></td>
      <td class="events-told" data-label="Told by">{toldBy(event)}</td>
      <td data-label="Browser leg"><PixelBadge pixel={event.pixel} /></td>
      <td data-label="Server leg"><Fates event={event} mark={mark} /></td>
      <td class="is-number events-value">{event.value !== null && money(event.value, event.currency)}</td>
    </tr>
  )
}

function Fates({ event, mark }: { event: EventRow; mark: boolean }) {
  if (event.fates.length === 0) return <Badge kind="plain">Kept only</Badge>
  return (
    <span class="events-fates">
      {event.fates.map((fate) => <FateBadge key={fate.destination} fate={fate} />)}
      {mark && <Badge kind="notice">Recovered</Badge>}
    </span>
  )
}

/** "Tag, Backend ×2". */
function toldBy({ sources }: EventRow): string {
  return [...new Set(sources)].map((source) => {
    const times = sources.filter((each) => each === source).length
    return times > 1 ? `${SOURCES[source]} ×${times}` : SOURCES[source]
  }).join(', ')
}
