import { Card } from '../look/card.tsx'
import { count } from '../look/format.ts'
import type { NameRow } from './shapes.ts'

/** Each event of the tracking plan in a line. */
export function ByEvent({ rows }: { rows: readonly NameRow[] }) {
  if (rows.length === 0) return null
  return (
    <Card title="By event">
      <div class="table-scroll" tabIndex={0} role="region" aria-label="By event">
        <table class="table">
          <thead>
            <tr>
              <th scope="col">Event</th>
              <Head>Conversions</Head><Head>From the tag</Head><Head>From backends</Head>
              <Head>Delivered</Head><Head>Waiting</Head><Head>Held back</Head><Head>Refused</Head>
            </tr>
          </thead>
          <tbody>{rows.map((row) => <Row key={row.event_name} row={row} />)}</tbody>
        </table>
      </div>
    </Card>
  )
}

const Head = ({ children }: { children: string }) => <th scope="col" class="is-number">{children}</th>

function Row({ row }: { row: NameRow }) {
  return (
    <tr>
      <th scope="row"><a href={`/events?event_name=${encodeURIComponent(row.event_name)}`}>{row.event_name}</a></th>
      <Figure value={row.conversions} /><Figure value={row.tag} /><Figure value={row.backend} />
      <Figure value={row.delivered} /><Figure value={row.waiting} /><Figure value={row.withheld} /><Figure value={row.refused} />
    </tr>
  )
}

/** Nothing is shown faintly, so that what is there stands out. */
const Figure = ({ value }: { value: number }) => <td class={`is-number ${value ? '' : 'faint'}`}>{count(value)}</td>
