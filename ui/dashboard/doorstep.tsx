import { Card } from '../look/card.tsx'
import { count } from '../look/format.ts'
import { hoursAgo } from './amounts.ts'
import { Prose } from './prose.tsx'
import type { DoorRefusal, Moment } from './shapes.ts'
import { SOURCES } from './words.ts'

/** What was turned away at the door. The sender was told; here is what to mend. */
export function Doorstep({ refusals, now }: { refusals: readonly DoorRefusal[]; now: Moment }) {
  return (
    <Card title="Refused at the door">
      {refusals.length === 0 && <p class="soft">Nothing was turned away.</p>}
      <ul class="rows">{refusals.map((refusal) => <Row key={keyOf(refusal)} refusal={refusal} now={now} />)}</ul>
    </Card>
  )
}

const keyOf = ({ site, source, reason, field }: DoorRefusal): string => [site, source, reason, field].join(' ')

function Row({ refusal, now }: { refusal: DoorRefusal; now: Moment }) {
  const from = `${(SOURCES as Record<string, string>)[refusal.source] ?? refusal.source}${refusal.site && `, ${refusal.site}`}`
  return (
    <li class="reason">
      <div class="reason-head">
        <span><strong>{count(refusal.count)}</strong> <code class="break">{refusal.field}</code> {refusal.problem}</span>
        <span class="small faint">{from}, {hoursAgo(refusal.latest_hour, now)}</span>
      </div>
      <p class="small soft"><Prose>{refusal.cure}</Prose></p>
    </li>
  )
}
