import { Badge } from '../look/badge.tsx'
import { Card } from '../look/card.tsx'
import { count, gap, plural } from '../look/format.ts'
import { ago } from './amounts.ts'
import { said } from './answer.ts'
import type { DestinationRequest, DestinationRow, Moment } from './shapes.ts'

/** Destinations that wait for somebody to mend something: what, and how much waits for it. */
export function Held({ destinations }: { destinations: readonly DestinationRow[] }) {
  return <>{destinations.filter((row) => row.held).map((row) => <HeldNotice key={row.destination} row={row} />)}</>
}

function HeldNotice({ row }: { row: DestinationRow }) {
  return (
    <section class="card trouble" role="alert">
      <p><strong>{row.destination} takes nothing until its settings are mended.</strong> {plural(row.backlog, 'event waits', 'events wait')},
        none is lost; they go out by themselves within a minute of the cure.</p>
      {row.last_request && <p class="break">It said: {said(row.last_request.answer)}</p>}
    </section>
  )
}

export function Destinations({ rows, now }: { rows: readonly DestinationRow[]; now: Moment }) {
  if (rows.length === 0) return <NoDestination />
  return <Card title="Destinations"><ul class="rows">{rows.map((row) => <Destination key={row.destination} row={row} now={now} />)}</ul></Card>
}

function NoDestination() {
  return (
    <Card title="Destinations">
      <p class="soft">No destination is configured, so events are only kept. Add a <code>[[site.meta]]</code> with your dataset id and
        token to tandem.toml, and start Tandem again.</p>
    </Card>
  )
}

function Destination({ row, now }: { row: DestinationRow; now: Moment }) {
  return (
    <li class="destination">
      <div class="destination-name"><strong class="break">{row.destination}</strong> <Standing row={row} /></div>
      <p class="destination-fates">
        <span><strong>{count(row.delivered)}</strong> delivered</span>
        <span><strong>{count(row.refused)}</strong> held back or refused</span>
        <span><strong>{count(row.backlog)}</strong> waiting{row.oldest_waiting_at && <span class="faint">, the oldest came {ago(row.oldest_waiting_at, now)}</span>}</span>
      </p>
      {row.last_request && <LastAnswer request={row.last_request} now={now} />}
    </li>
  )
}

function Standing({ row: { held, last_request } }: { row: DestinationRow }) {
  if (held) return <Badge kind="refused">Held</Badge>
  if (!last_request) return <Badge kind="plain">Not used yet</Badge>
  if (last_request.verdict === 'later') return <Badge kind="notice">Trying again</Badge>
  return <Badge kind="counted">Answering</Badge>
}

function LastAnswer({ request, now }: { request: DestinationRequest; now: Moment }) {
  const status = request.status === null ? 'no answer' : `HTTP ${request.status}`
  return (
    <p class="small soft break">
      Last answer {ago(request.sent_at, now)}: {status} after {gap(request.took / 1e6)} on {plural(request.events, 'event')}.{' '}
      {request.verdict !== 'delivered' && said(request.answer)}
    </p>
  )
}
