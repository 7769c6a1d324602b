import './dead.css'
import { Card } from '../look/card.tsx'
import { Empty } from '../look/empty.tsx'
import { plural } from '../look/format.ts'
import { when } from './amounts.ts'
import { Mend } from './mend.tsx'
import { Prose } from './prose.tsx'
import { useReport } from './report.ts'
import type { DeadGroup } from './shapes.ts'
import { Reported } from './trouble.tsx'
import { explain } from './words.ts'

export function DeadPage() {
  const report = useReport<DeadGroup[]>('/api/dead')
  return (
    <>
      <div class="page-head"><h1>Dead letters</h1></div>
      <p class="soft lede">Events that a destination refused for what is in them. They are kept, so that they can be mended and
        sent again: under their own id, with consent and deadline asked as they stand now.</p>
      <Reported report={report}>{(groups) => groups.length === 0 ? <None /> : <>{groups.map((group) => <Letters key={keyOf(group)} group={group} />)}</>}</Reported>
    </>
  )
}

const keyOf = ({ destination, reason, event_name, detail }: DeadGroup): string => [destination, reason, event_name, detail].join('|')

const None = () => <Empty title="No dead letters"><p>No destination has refused an event for what is in it.</p></Empty>

function Letters({ group }: { group: DeadGroup }) {
  return (
    <Card title={`${plural(group.count, 'event')}: ${group.event_name}`} aside={<span class="small soft break">{group.destination}</span>}>
      <p><strong>{explain(group.reason).title}.</strong> <span class="break">{group.detail}</span></p>
      <dl class="facts">
        <dt>Received</dt><dd>since {when(group.oldest_received_at)}</dd>
        <dt>Deadline</dt><dd>the first at {when(group.first_deadline)}; {group.sendable} of {group.count} can still be sent</dd>
        <dt>Example</dt><dd><a class="break" href={`/events/${group.example}`}>{group.example_event_id}</a></dd>
        <dt>Cure</dt><dd><Prose>{group.cure}</Prose></dd>
      </dl>
      <Mend group={group} />
    </Card>
  )
}
