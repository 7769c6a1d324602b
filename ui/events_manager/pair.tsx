import { Badge, BrowserBadge, ServerBadge } from '../look/badge.tsx'
import { clock, gap, plural } from '../look/format.ts'
import type { Difference, Leg, Pair, Source } from './api.ts'
import { Comparison } from './comparison.tsx'

/** One thing that happened: its two legs side by side, what became of it, and where the legs first disagree. */
export function PairCard({ pair }: { pair: Pair }) {
  const title = `pair-${pair.number}`
  return (
    <article class="card pair" aria-labelledby={title}>
      <header class="pair-head">
        <h2 id={title}>{pair.event_name}</h2>
        <span class="mono small break">{pair.event_id ?? <span class="soft">no event_id</span>}</span>
        <Verdict pair={pair} />
        <time class="soft small" dateTime={new Date(pair.received_at * 1000).toISOString()}>{clock(pair.received_at)}</time>
      </header>
      <div class="legs">
        <LegPanel pair={pair} source="browser" />
        <LegPanel pair={pair} source="server" />
      </div>
      {pair.difference && <FirstDifference difference={pair.difference} />}
      <Comparison pair={pair} />
    </article>
  )
}

function Verdict({ pair }: { pair: Pair }) {
  if (pair.repeat_of !== null) return <Badge kind="notice">Counted again: this id came before</Badge>
  return <Badge kind="counted">Counted once</Badge>
}

function LegPanel({ pair, source }: { pair: Pair; source: Source }) {
  const leg = pair[source]
  const mark = source === 'browser' ? <BrowserBadge /> : <ServerBadge />
  if (!leg) {
    return <div class="leg is-missing">{mark}<span class="soft small">{pair.event_id ? 'none with this event_id' : 'none: there is no event_id to meet by'}</span></div>
  }
  return (
    <div class={`leg is-${source}`}>
      <p class="leg-head">{mark}<span class="soft small">{leg.transport}{arrival(pair, leg)}</span>{standing(pair, source)}</p>
      <p class="leg-line">{summary(leg)}</p>
    </div>
  )
}

/** Of two legs, the later one says by how much. */
const arrival = (pair: Pair, leg: Leg) =>
  pair.gap_seconds !== null && leg.received_at > pair.received_at ? `, ${gap(pair.gap_seconds)} later` : ''

function standing(pair: Pair, source: Source) {
  if (pair.gap_seconds === null) return null
  return <span class="leg-standing small">{pair.survivor === source ? 'kept' : 'merged'}</span>
}

function summary({ fields }: Leg): string {
  const { value, currency, contents, content_ids } = fields.custom_data ?? {}
  const items = Array.isArray(contents) ? contents : Array.isArray(content_ids) ? content_ids : []
  const keys = Object.keys(fields.user_data ?? {}).length
    + [fields.fbp, fields.fbc, fields.client_ip_address, fields.client_user_agent].filter(Boolean).length
  return [
    value !== undefined && `${value} ${currency ?? ''}`.trim(),
    items.length > 0 && plural(items.length, 'item'),
    plural(keys, 'match key'),
  ].filter(Boolean).join(' · ')
}

function FirstDifference({ difference }: { difference: Difference }) {
  return (
    <dl class="difference">
      <dt>First difference: <code>{difference.field}</code></dt>
      <dd><span class="is-browser">Browser</span> <Marked text={difference.browser} at={difference.at} /></dd>
      <dd><span class="is-server">Server</span> <Marked text={difference.server} at={difference.at} /></dd>
    </dl>
  )
}

const CONTEXT = 28

/** The text with everything from the first differing character on marked. */
function Marked({ text, at }: { text: string; at: number }) {
  const start = Math.max(0, at - CONTEXT)
  return (
    <code class="break">
      {start > 0 && '…'}{text.slice(start, at)}<mark>{text.slice(at, at + 2 * CONTEXT) || '(ends here)'}</mark>
      {text.length > at + 2 * CONTEXT && '…'}
    </code>
  )
}
