import { attempt } from './attempt.ts'

/**
 * What those who joined the tag can listen for.
 *
 * - `open`: the visitor allows it; before anything passes.
 * - `shut`: a refusal, or an agreement taken back: what a part has stored goes now.
 * - `sent`: an event departs (`TagEvent`).
 * - `pixel`: the Pixel's state has changed (`PixelState`).
 * - `answered`: one try of a body (text) is over, with this `Reply`.
 * - `lost`: a body could not be delivered, or the page may go before it is (text); who answers `true` has taken care of
 *   it. An `answered` may still follow.
 * - `note`: something a developer should know: a code of parts/notes, then what it concerns.
 */
export type Moment = 'open' | 'shut' | 'sent' | 'pixel' | 'answered' | 'lost' | 'note'

export type Listener = (...what: any[]) => unknown

/** Tells all who listen; answers whether one of them has taken care of it. A listener that throws stops nobody. */
export type Tell = (moment: Moment, ...what: unknown[]) => boolean

export interface Moments {
  on(moment: Moment, run: Listener): void
  readonly tell: Tell
}

export function openMoments(): Moments {
  const listening: Partial<Record<Moment, Listener[]>> = {}
  const to = (moment: Moment) => (listening[moment] ||= [])
  return {
    on: (moment, run) => void to(moment).push(run),
    tell: (moment, ...what) => to(moment).map((run) => attempt(() => run(...what))).includes(true),
  }
}
