import { bodiesOf, type Head, type Item } from './message.ts'
import { isUndecided } from './pixel.ts'
import type { PixelState, TagEvent } from './wire.ts'

/** How many events are remembered while the Pixel keeps silent. */
const MOST_OPEN = 100

/** The server leg: what the gateway is told, and when. */
export interface Outbox {
  put(event: TagEvent): void
  /** What became of the Pixel, for events that went out before it was known. A slow Pixel may still come. */
  report(state: PixelState): void
  /** A message goes out even if there is no event for it: it tells the visit's ids, or a refusal. */
  touch(): void
  discard(): void
}

/** Gathers what one task of the page puts in, and lets it go at the end of that task, before anything else can happen. */
export function openOutbox(head: () => Head, deliver: (body: string) => void): Outbox {
  let items: Item[] = []
  let open: TagEvent[] = []
  let due = false

  function flush(): void {
    const load = items
    items = []
    due = false
    bodiesOf(head(), load).forEach(deliver)
  }
  function touch(): void {
    if (!due) queueMicrotask(flush)
    due = true
  }

  return {
    put(event) {
      items.push(event)
      touch()
      if (isUndecided(event.pixel) && open.length < MOST_OPEN) open.push(event)
    },
    report(state) {
      items.push(...open.map(({ event_name, event_id }) => ({ event_name, event_id, state })))
      if (open[0]) touch()
      if (state !== 'slow') open = []
    },
    touch,
    discard() {
      items = []
      open = []
    },
  }
}
