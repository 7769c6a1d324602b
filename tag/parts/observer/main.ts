/**
 * A Pixel that is on the page already: every event that the page tells it gets an id, and goes to the gateway too.
 *
 * The page's calls reach Meta as they are: the same `this`, the same arguments, the same order, the same answer; what
 * is added is `eventID`, where there was none. Of the visitor's consent the Pixel hears from here only, so that both
 * legs do the same.
 */
import { attempt } from '../../src/attempt.ts'
import type { Part } from '../../src/host.ts'
import { join } from '../join.ts'
import { openEar } from './ear.ts'
import { openWrapper } from './wrapper.ts'

const observer: Part = (host) => {
  const { page, settings, on } = host
  const [turn, wrap] = openWrapper(page, openEar(host), settings.consent === 'opt_out' && !settings.cmp)
  on('open', () => turn(true))
  on('shut', () => turn(false))
  for (const name of ['fbq', '_fbq'] as const) {
    let now = (page[name] = wrap(page[name]))
    // The page may make its own only later, or again. One that a script has declared by `var` cannot be watched.
    attempt(() => Object.defineProperty(page, name, { configurable: true, get: () => now, set: (next) => (now = wrap(next)) }))
  }
}

join(observer)
