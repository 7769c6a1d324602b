import type { Tell } from './moments.ts'
import type { Beacon, Post } from './post.ts'

/** Milliseconds between one try and the next; the wait itself adds chance to them. */
const PAUSES = [500, 2000]

/** How many bodies may wait for another try. More would mean that the gateway is down, and the page is no store. */
const MOST_RESTING = 20

export interface Courier {
  /** Bring one body to the gateway: again, with the same ids in it, where the gateway was silent or busy. */
  deliver(body: string): Promise<void>
  /** The page may be about to go: what rests for another try goes now. */
  hurry(): void
  /** Try none of them again. */
  discard(): void
}

/**
 * Two tries; then, unless somebody takes care of what is `lost`, a beacon, whose end nobody hears of: it gets through
 * where `fetch` itself was what failed.
 * A body that arrives twice does no harm: its events carry their ids.
 */
export function openCourier(post: Post, beacon: Beacon, wait: (ms: number) => Promise<void>, tell: Tell): Courier {
  const resting = new Set<{ readonly body: string }>()
  let era = 0

  async function deliver(body: string): Promise<void> {
    const parcel = { body }
    const begun = era
    for (const pause of PAUSES) {
      if (isFinal(await post(body)) || era !== begun) return
      if (resting.size >= MOST_RESTING) break
      resting.add(parcel)
      await wait(pause)
      resting.delete(parcel)
      if (era !== begun) return
    }
    if (!tell('lost', body)) beacon(body)
  }

  return {
    deliver,
    hurry: () => resting.forEach(({ body }) => beacon(body)),
    discard() {
      era += 1
      resting.clear()
    },
  }
}

/** Whether another try could not change the answer: taken, or refused for good. */
function isFinal(status: number): boolean {
  return status >= 200 && status < 500 && status !== 429
}
