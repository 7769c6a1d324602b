import type { Tell } from './moments.ts'
import { isFinal, type Beacon, type Post } from './post.ts'

/** Milliseconds between one try and the next; the wait itself adds chance to them. */
const PAUSES = [500, 2000]

/** How many bodies may wait for another try. More would mean that the gateway is down, and the page is no store. */
const MOST_WAITING = 20

export interface Courier {
  /** Bring one body to the gateway: again, with the same ids in it, where the gateway was silent or busy. */
  deliver(body: string): Promise<void>
  /** The page may be about to go: what rests for another try goes now, and what has no answer yet counts as lost. */
  hurry(): void
  /** Try none of them again. */
  discard(): void
}

/**
 * Two tries; then, unless somebody takes care of what is `lost`, a beacon, whose end nobody hears of: it gets through
 * where `fetch` itself was what failed.
 * A body that arrives twice does no harm: its events carry their ids.
 *
 * `late` hears of an answer to what was discarded meanwhile. It may set cookies, and may come after the refusal's own
 * answer, which has taken them away.
 */
export function openCourier(
  post: Post,
  beacon: Beacon,
  wait: (ms: number) => Promise<void>,
  tell: Tell,
  late: () => void,
): Courier {
  /** What has no answer yet, and whether it rests between two tries. */
  const open = new Map<string, boolean>()

  async function deliver(body: string): Promise<void> {
    for (const pause of PAUSES) {
      open.set(body, false)
      if (isFinal(await post(body))) open.delete(body) || late()
      if (!open.has(body)) return
      if (open.size > MOST_WAITING) break
      open.set(body, true)
      await wait(pause)
      if (!open.has(body)) return
    }
    open.delete(body)
    if (!tell('lost', body)) beacon(body)
  }

  return {
    deliver,
    hurry: () =>
      open.forEach((rests, body) => {
        open.set(body, false)
        tell('lost', body)
        if (rests) beacon(body)
      }),
    discard: () => open.clear(),
  }
}
