import { Badge, BrowserBadge, ServerBadge } from '../look/badge.tsx'
import { clock, plural } from '../look/format.ts'
import type { Rejected } from './api.ts'

/** A refused batch: what Meta answered, and which event was at fault. Meta itself does not say which. */
export function RejectedCard({ refusal }: { refusal: Rejected }) {
  const { error } = refusal
  const title = `refusal-${refusal.number}`
  return (
    <article class="card pair is-refused" aria-labelledby={title}>
      <header class="pair-head">
        <h2 id={title}>{error.error_user_title ?? 'Request refused'}</h2>
        {refusal.source === 'browser' ? <BrowserBadge /> : <ServerBadge />}
        <Badge kind="refused">{`Refused: ${code(refusal)}`}</Badge>
        <time class="soft small" dateTime={new Date(refusal.received_at * 1000).toISOString()}>{clock(refusal.received_at)}</time>
      </header>
      <p class="refusal-words break">{error.error_user_msg ?? error.message}</p>
      <p class="refusal-words soft small">{extent(refusal)}</p>
      {refusal.event && (
        <details class="parameters">
          <summary>The event at fault</summary>
          <pre class="command">{JSON.stringify(refusal.event, null, 2)}</pre>
        </details>
      )}
    </article>
  )
}

const code = ({ error, status }: Rejected) =>
  `${status}, code ${error.code}${error.error_subcode ? ` / ${error.error_subcode}` : ''}`

function extent({ event_count, index }: Rejected): string {
  if (index === null) return 'The request as a whole is at fault. Nothing of it was kept.'
  const others = event_count > 1 ? ` One bad event refuses the whole batch: ${plural(event_count - 1, 'other event')} went with it.` : ''
  return `At fault: event ${index + 1} of ${event_count}.${others}`
}
