/**
 * For developers: fetches the overlay where a page's address says `?tandem_debug=1`, and first, where the site's settings
 * say `debug`, the notes in the console. What happens until they are there is kept for them: `watch` tells it, then all
 * that follows.
 */
import type { Part } from '../../src/host.ts'
import type { Moment } from '../../src/moments.ts'
import { join } from '../join.ts'
import { wantsOverlay, type Debugging } from './wish.ts'

/** A moment, then what came with it. */
export type Seen = readonly [Moment, ...any[]]

const MOMENTS: readonly Moment[] = ['open', 'shut', 'sent', 'pixel', 'answered', 'lost', 'note']

const debug: Part = ({ on, page, settings, tag }) => {
  const { notes } = settings['debug'] as Debugging
  if (!notes && !wantsOverlay(page)) return
  const seen: Seen[] = []
  const listen = (run: (one: Seen) => unknown) =>
    MOMENTS.forEach((moment) => on(moment, (...what) => run([moment, ...what])))
  listen((one) => seen.push(one))
  tag['watch'] = (run: (one: Seen) => unknown) => {
    seen.forEach(run)
    listen(run)
  }
  tag.fetch!(notes ? 'notes' : 'overlay')
}

join(debug)
