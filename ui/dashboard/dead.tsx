import './dead.css'
import { useEffect, useState } from 'preact/hooks'
import { Card } from '../look/card.tsx'
import { Empty } from '../look/empty.tsx'
import { plural } from '../look/format.ts'
import { when } from './amounts.ts'
import { errandDone, order, type Order } from './replaying.ts'
import { useReport, type Problem } from './report.ts'
import type { DeadGroup, Replayed } from './shapes.ts'
import { Reported, Trouble } from './trouble.tsx'
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
        <dt>Cure</dt><dd>{group.cure}</dd>
      </dl>
      <Mend group={group} />
    </Card>
  )
}

/** A dry run first; only what it showed can then be sent. */
function Mend({ group }: { group: DeadGroup }) {
  const [path, setPath] = useState('')
  const [value, setValue] = useState('')
  const [remove, setRemove] = useState('')
  const [tried, setTried] = useState<{ order: Order; report: Replayed }>()
  const [problem, setProblem] = useState<Problem>()
  const [sent, setSent] = useState<number>()
  const changed = (set: (text: string) => void) => (input: { currentTarget: HTMLInputElement }) => {
    set(input.currentTarget.value)
    setTried(undefined)
  }
  async function tryIt(submit: Event) {
    submit.preventDefault()
    setProblem(undefined)
    setSent(undefined)
    const wanted = order(group, path, value, remove)
    const told = await ask<Replayed>('/api/replay/dry-run', wanted)
    if ('problem' in told) setProblem(told)
    else setTried({ order: wanted, report: told })
  }
  async function go() {
    const told = await ask<{ errand: number }>('/api/replay', tried!.order)
    if ('problem' in told) setProblem(told)
    else setSent(told.errand)
  }
  return (
    <form class="mend" onSubmit={(submit) => void tryIt(submit)}>
      <label class="filter"><span>Set a field</span><input value={path} placeholder="custom_data.currency" onInput={changed(setPath)} /></label>
      <label class="filter"><span>to</span><input value={value} placeholder="EUR" onInput={changed(setValue)} /></label>
      <label class="filter"><span>Remove</span><input value={remove} placeholder="user_data.ph" onInput={changed(setRemove)} /></label>
      <button class="button" type="submit">What would go?</button>
      {tried && <Outcome report={tried.report} />}
      {tried && tried.report.goes > 0 && sent === undefined &&
        <button class="button" type="button" onClick={() => void go()}>Send {plural(tried.report.goes, 'event')} again</button>}
      {sent !== undefined && <Sent errand={sent} />}
      {problem && <Trouble {...problem} />}
    </form>
  )
}

function Outcome({ report }: { report: Replayed }) {
  return (
    <ul class="rows mend-told" aria-live="polite">
      <li>{report.goes} of {report.chosen} would go{report.goes > 0 && `: ${report.examples.join(', ')}`}</li>
      {report.kept.map(({ why, count, examples }) => <li key={why} class="soft">{count} would stay: {why} (as {examples.join(', ')})</li>)}
    </ul>
  )
}

function Sent({ errand }: { errand: number }) {
  const [told, setTold] = useState('The worker has been asked…')
  useEffect(() => errandDone(errand, setTold), [errand])
  return <p class="mend-told" role="status">{told}</p>
}

async function ask<T extends object>(url: string, wanted: Order): Promise<T | Problem> {
  const reply = await fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(wanted) })
  const body = await reply.json()
  return reply.ok ? (body as T) : (body.error as Problem)
}
