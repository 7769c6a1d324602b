// How dead letters are mended and which of them: a dry run first; only what it showed can then be sent.
import { useEffect, useState } from 'preact/hooks'
import { plural } from '../look/format.ts'
import { EMPTY, errandDone, KINDS, order, type Draft, type Order, type Standing } from './replaying.ts'
import type { Problem } from './report.ts'
import type { DeadGroup, Replayed } from './shapes.ts'
import { Trouble } from './trouble.tsx'

export function Mend({ group }: { group: DeadGroup }) {
  const [draft, setDraft] = useState<Draft>(EMPTY)
  const [tried, setTried] = useState<{ order: Order; report: Replayed }>()
  const [problem, setProblem] = useState<Problem>()
  const [sent, setSent] = useState<number>()
  const change = (changes: Partial<Draft>) => {
    setDraft({ ...draft, ...changes })
    setTried(undefined)
  }
  async function tryIt(submit: Event) {
    submit.preventDefault()
    setProblem(undefined)
    setSent(undefined)
    const wanted = order(group, draft)
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
      <Text label="Set a field" name="set" hint="custom_data.currency" draft={draft} change={change} />
      <Text label="to" name="to" hint="EUR" draft={draft} change={change} />
      <Text label="Remove" name="remove" hint="user_data.ph" draft={draft} change={change} />
      <button class="button" type="submit">What would go?</button>
      <More draft={draft} change={change} />
      {tried && <Outcome report={tried.report} />}
      {tried && tried.report.goes > 0 && sent === undefined &&
        <button class="button" type="button" onClick={() => void go()}>Send {plural(tried.report.goes, 'event')} again</button>}
      {sent !== undefined && <Sent errand={sent} />}
      {problem && <Trouble {...problem} />}
    </form>
  )
}

interface Fields {
  draft: Draft
  change: (changes: Partial<Draft>) => void
}

/** What is needed less often. */
function More({ draft, change }: Fields) {
  return (
    <details class="mend-more">
      <summary class="small">Rename or cast a field; choose by time or id</summary>
      <div class="mend">
        <Text label="Rename" name="rename" hint="custom_data.total" draft={draft} change={change} />
        <Text label="as" name="renamed" hint="custom_data.value" draft={draft} change={change} />
        <Text label="Make" name="cast" hint="custom_data.value" draft={draft} change={change} />
        <label class="filter">
          <span>a</span>
          <select value={draft.kind} onChange={(event) => change({ kind: event.currentTarget.value as Draft['kind'] })}>
            {KINDS.map((kind) => <option key={kind}>{kind}</option>)}
          </select>
        </label>
        <Time label="Received since" name="since" draft={draft} change={change} />
        <Time label="and before" name="until" draft={draft} change={change} />
        <Text label="One event_id alone" name="eventId" draft={draft} change={change} />
      </div>
    </details>
  )
}

interface FieldProps extends Fields {
  label: string
  name: Exclude<keyof Draft, 'kind'>
}

const Text = ({ label, name, hint = '', draft, change }: FieldProps & { hint?: string }) => (
  <label class="filter">
    <span>{label}</span>
    <input value={draft[name]} placeholder={hint} onInput={(event) => change({ [name]: event.currentTarget.value })} />
  </label>
)

const Time = ({ label, name, draft, change }: FieldProps) => (
  <label class="filter">
    <span>{label}</span>
    <input type="datetime-local" value={draft[name]} onInput={(event) => change({ [name]: event.currentTarget.value })} />
  </label>
)

function Outcome({ report }: { report: Replayed }) {
  return (
    <ul class="rows mend-told" aria-live="polite">
      <li>{report.goes} of {report.chosen} would go{report.goes > 0 && `: ${report.examples.join(', ')}`}</li>
      {report.kept.map(({ why, count, examples }) => <li key={why} class="soft">{count} would stay: {why} (as {examples.join(', ')})</li>)}
    </ul>
  )
}

function Sent({ errand }: { errand: number }) {
  const [told, setTold] = useState<Standing>({ text: 'The worker has been asked…' })
  useEffect(() => errandDone(errand, setTold), [errand])
  return (
    <div class="mend-told">
      <p role="status">{told.text}</p>
      {told.whole !== undefined && <progress aria-label="Looked at" value={told.done} max={told.whole} />}
    </div>
  )
}

async function ask<T extends object>(url: string, wanted: Order): Promise<T | Problem> {
  const reply = await fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(wanted) })
  const body = await reply.json()
  return reply.ok ? (body as T) : (body.error as Problem)
}
