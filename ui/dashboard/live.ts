// Hears from the dashboard when the ledger has changed. What has changed, each part of the page asks for itself.
import { signal } from '@preact/signals'

/** Grows whenever the page should look again. */
export const beat = signal(0)

/** Whether the page hears from its server; undefined until it first does. */
export const live = signal<boolean | undefined>(undefined)

const RETRY = 3_000
/** Milliseconds. Windows move on with the clock even when nothing happens. */
const LOOK_AGAIN = 30_000

export function listen(): void {
  connect()
  setInterval(look, LOOK_AGAIN)
  document.addEventListener('visibilitychange', look)
}

function look(): void {
  if (!document.hidden) beat.value++
}

function connect(): void {
  const stream = new EventSource('/api/live')
  stream.addEventListener('open', () => { live.value = true })
  stream.addEventListener('change', look)
  stream.addEventListener('error', () => {
    live.value = false
    if (stream.readyState === EventSource.CLOSED) setTimeout(connect, RETRY)
  })
}
