// One event's life in the order it happened.
import type { ComponentChildren } from 'preact'
import { gap, plural } from '../look/format.ts'
import { when } from './amounts.ts'
import { pretty, said } from './answer.ts'
import { Prose } from './prose.tsx'
import type { DestinationRequest, Moment, Source, Trace, TracedArrival, TracedFate, TracedReplay } from './shapes.ts'
import { CONSENTS, explain, pixelWords } from './words.ts'

export type MomentKind = 'arrived' | 'sent' | 'good' | 'bad' | 'plain'

export interface TimelineMoment {
  at: Moment
  kind: MomentKind
  title: string
  detail: ComponentChildren
}

export function moments(trace: Trace): TimelineMoment[] {
  const told = [
    ...trace.arrivals.map((arrival, index) => arrived(arrival, index, trace)),
    ...trace.requests.map(({ destination, request }) => sent(destination, request)),
    ...trace.replays.map(sentAgain),
    ...trace.fates.map(ended),
  ]
  return told.sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
}

const SENDERS: Record<Source, string> = {
  tag: 'the tag',
  backend: 'a backend',
  graph: 'a sender of Meta’s',
  webhook: 'a source',
  noscript: 'a page without JavaScript',
}

function arrived(arrival: TracedArrival, index: number, trace: Trace): TimelineMoment {
  const source = SENDERS[arrival.source]
  const title = index === 0 ? `Received from ${source}` : `Told again by ${source}: not counted again`
  return { at: arrival.received_at, kind: 'arrived', title, detail: <Arrived arrival={arrival} trace={trace} /> }
}

function Arrived({ arrival, trace }: { arrival: TracedArrival; trace: Trace }) {
  const signal = arrival.signal && ` (${arrival.signal})`
  const firstOfTag = arrival === trace.arrivals.find(({ source }) => source === 'tag')
  return (
    <>
      <p>On disk before it was answered. The visitor {CONSENTS[arrival.ads]}{signal}.</p>
      {arrival.keys.length > 0
        ? <p>Brought {arrival.keys.map((key) => <span key={key}><code class="key">{key}</code> </span>)}</p>
        : <p>Brought nothing that identifies the visitor.</p>}
      {arrival.dropped.map(({ key, problem, cure }) => (
        <p key={key} class="dropped"><strong>{key}</strong> {problem}, so it was left out. {cure}</p>
      ))}
      {cameLate(arrival, trace) && <p>It came after the event had gone out, so what it brought could not go with it.</p>}
      {firstOfTag && <p>Browser leg: {pixelWords(trace.event.pixel).meaning}</p>}
    </>
  )
}

/** Whether every destination had its fate before this message came, so that there was nothing left to add to. */
function cameLate(arrival: TracedArrival, { arrivals, fates }: Trace): boolean {
  if (arrival === arrivals[0] || fates.length === 0) return false
  return fates.every(({ settled_at }) => settled_at !== null && Date.parse(settled_at) < Date.parse(arrival.received_at))
}

const VERDICTS: Record<string, { kind: MomentKind; words: string }> = {
  delivered: { kind: 'sent', words: 'taken' },
  later: { kind: 'plain', words: 'to be tried again' },
  hold: { kind: 'bad', words: 'held until the settings are mended' },
  never: { kind: 'bad', words: 'refused' },
}

function sent(destination: string, request: DestinationRequest): TimelineMoment {
  const verdict = VERDICTS[request.verdict] ?? { kind: 'plain', words: request.verdict }
  return {
    at: request.sent_at,
    kind: verdict.kind,
    title: `Sent to ${destination}: ${verdict.words}`,
    detail: <Answered request={request} />,
  }
}

function Answered({ request }: { request: DestinationRequest }) {
  const status = request.status === null ? 'No answer' : `HTTP ${request.status}`
  const company = request.events > 1 ? `in one request with ${plural(request.events - 1, 'other event')}` : 'in a request of its own'
  return (
    <>
      <p>{status} after {gap(request.took / 1e6)}, {company}.</p>
      {request.verdict !== 'delivered' && <p class="break">{said(request.answer)}</p>}
      <details><summary>The answer</summary><pre class="command">{pretty(request.answer)}</pre></details>
    </>
  )
}

const sentAgain = ({ destination, at, asked_by, recipe }: TracedReplay): TimelineMoment => ({
  at,
  kind: 'plain',
  title: `Dead letter, sent again to ${destination} by ${asked_by}`,
  detail: Object.keys(recipe).length
    ? <p>Mended first: {Object.entries(recipe).map(([step, what]) => <code key={step} class="key">{step} {JSON.stringify(what)} </code>)}</p>
    : <p>As it was.</p>,
})

function ended(fate: TracedFate): TimelineMoment {
  if (fate.state === 'waiting') return waiting(fate)
  const good = fate.state === 'delivered'
  const { title, meaning, cure, by_rule } = explain(fate.reason ?? '')
  return {
    at: fate.settled_at ?? fate.due_at,
    kind: good ? 'good' : by_rule ? 'plain' : 'bad',
    title: good ? `Delivered to ${fate.destination}` : `${title}: goes no further to ${fate.destination}`,
    detail: good ? <p>{plural(fate.attempts, 'attempt')}.{withoutKeys(fate)}</p> : <><p><Prose>{`${meaning} ${cure}`}</Prose></p>{fate.detail && <p class="break">{fate.detail}</p>}</>,
  }
}

const waiting = (fate: TracedFate): TimelineMoment => ({
  at: fate.due_at,
  kind: 'plain',
  title: `Waits for ${fate.destination}`,
  detail: <p>{plural(fate.attempts, 'attempt')} so far; looked at again at {when(fate.due_at)}.{withoutKeys(fate)}</p>,
})

/** Keys that the destination objected to, and that it was sent no more. */
const withoutKeys = ({ omitted }: TracedFate): string =>
  omitted.length ? ` Sent without ${omitted.map(({ key, problem }) => `${key} (${problem})`).join(', ')}: the destination objected.` : ''
