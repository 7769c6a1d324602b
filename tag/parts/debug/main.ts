/**
 * `?tandem_debug=1` in a page's address fetches the overlay, which asks for the key. What happens until it is there is
 * kept for it: `watch` tells it, then all that follows.
 */
import type { Part } from '../../src/host.ts'
import type { Moment } from '../../src/moments.ts'
import { join } from '../join.ts'

/** A moment, then what came with it. */
export type Seen = readonly [Moment, ...any[]]

const MOMENTS: readonly Moment[] = ['open', 'shut', 'sent', 'pixel', 'answered', 'lost', 'note']

const debug: Part = ({ on, page, settings, tag }) => {
  if (!/[?&]tandem_debug=1\b/.test(page.location.search) && !page.sessionStorage['tandem_debug']) return
  const seen: Seen[] = []
  let hear = (one: Seen): unknown => seen.push(one)
  for (const moment of MOMENTS) on(moment, (...what) => void hear([moment, ...what]))
  tag['watch'] = (run: typeof hear) => {
    seen.forEach(run)
    hear = run
  }
  import(settings.parts!['overlay']!).catch(() => {})
}

join(debug)
