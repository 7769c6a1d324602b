import { useState } from 'preact/hooks'
import { useAnswer, type Line, type Pair } from './api.ts'

/** All parameters of an action, folded away until somebody asks. */
export function Comparison({ pair }: { pair: Pair }) {
  const [open, setOpen] = useState(false)
  return (
    <details class="parameters" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>All parameters</summary>
      {open && <Lines pair={pair} />}
    </details>
  )
}

function Lines({ pair }: { pair: Pair }) {
  const legs = Number(pair.browser !== null) + Number(pair.server !== null)
  const lines = useAnswer<{ lines: Line[] }>(`/sandbox/pairs/${pair.number}`, legs)?.lines
  if (!lines) return <p class="soft">Reading…</p>
  const first = lines.findIndex((line) => line.differs)
  return (
    <table class="table lines">
      <thead>
        <tr>
          <th scope="col">Parameter</th>
          {pair.browser && <th scope="col">Browser</th>}
          {pair.server && <th scope="col">Server</th>}
        </tr>
      </thead>
      <tbody>
        {lines.map((line, index) => (
          <tr key={line.field} class={line.differs ? (index === first ? 'is-first' : 'is-different') : ''}>
            <th scope="row"><code class="break">{line.field}</code></th>
            {pair.browser && <Value label="Browser" value={line.browser} field={line.field} />}
            {pair.server && <Value label="Server" value={line.server} field={line.field} />}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Value({ label, value, field }: { label: string; value: unknown; field: string }) {
  if (value === null) return <td data-label={label}><span class="faint">not sent</span></td>
  return <td data-label={label}><code class="break">{shown(field, value)}</code></td>
}

function shown(field: string, value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return field === 'client_ip_address' ? withoutHost(text) : text
}

/** An address without its last part: enough to compare networks, not enough to name a household. */
const withoutHost = (address: string) => address.replace(/(?<=[.:])[^.:]+$/, '…')
