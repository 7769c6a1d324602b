import { Badge } from '../look/badge.tsx'
import { Card } from '../look/card.tsx'
import { count, plural } from '../look/format.ts'
import { ago } from './amounts.ts'
import type { Asking, Health, Moment, SourceRow } from './shapes.ts'

/** Shops, payment providers and CRMs: when each was heard, and what asking it brought. */
export function Sources({ health: { at, books } }: { health: Health }) {
  if (books === null || books.sources.length === 0) return null
  const missed = new Set(books.alerts.filter((alert) => alert.kind === 'source_silent').map((alert) => alert.subject))
  return (
    <Card title="Sources">
      <ul class="rows">{books.sources.map((row) => <Source key={row.source} row={row} now={at} isMissed={missed.has(row.source)} />)}</ul>
    </Card>
  )
}

interface SourceProps {
  row: SourceRow
  now: Moment
  isMissed: boolean
}

function Source({ row, now, isMissed }: SourceProps) {
  return (
    <li class="destination">
      <div class="destination-name"><strong class="break">{row.source}</strong> <State row={row} isMissed={isMissed} /></div>
      <p class="destination-fates">
        <span><strong>{count(row.messages)}</strong> {row.messages === 1 ? 'message' : 'messages'}{row.heard_at && <span class="faint">, the last came {ago(row.heard_at, now)}</span>}</span>
        {row.refusing && <span><strong>{count(row.refusing.count)}</strong> refused within six hours</span>}
        {row.waiting > 0 && <span><strong>{count(row.waiting)}</strong> to be looked up</span>}
      </p>
      {row.asking.map((asking) => <Asked key={asking.what} asking={asking} now={now} />)}
    </li>
  )
}

function State({ row, isMissed }: Omit<SourceProps, 'now'>) {
  if (isMissed) return <Badge kind="notice">Silent</Badge>
  if (row.asking.some((asking) => asking.failing)) return <Badge kind="notice">Does not answer</Badge>
  if (row.heard_at || row.asking.some((asking) => asking.answered_at)) return <Badge kind="counted">{row.heard_at ? 'Heard' : 'Asked'}</Badge>
  return <Badge kind="plain">Never heard</Badge>
}

function Asked({ asking, now }: { asking: Asking; now: Moment }) {
  const { what, answered_at, failing } = asking
  const about = what === 'poll' ? 'Asked for what its messages lost' : 'Asked for what its messages only name'
  if (failing) return <p class="small soft break">{about}: {failing.problem}. Tried {plural(failing.times, 'time')}, first {ago(failing.since, now)}.</p>
  return <p class="small soft">{about}: {answered_at ? `answered ${ago(answered_at, now)}, ${brought(asking)}` : 'not answered yet'}.</p>
}

const brought = ({ what, found, news }: Asking): string => what === 'poll' ? `${plural(news, 'fact')} that it had not told itself` : `${plural(found, 'answer')} so far`
