import type { Jar } from '../../src/visit.ts'
import type { Click } from '../../src/wire.ts'

/** By parameter, in lower case. */
export type Clicks = Record<string, Click>

/** Our only cookie: `gclid:<Unix ms>:<id>!ttclid:…`, the newest last. */
const NAME = '_tandem'

/** A browser refuses cookies of more than 4,096 bytes, and every request carries them: the oldest go first. */
const LONGEST = 2000

export function clicksIn(jar: Jar): Clicks {
  const clicks: Clicks = {}
  for (const [, name, at, id] of (jar.read(NAME)[0] || '').matchAll(/(\w+):(\d{13}):([^!:]+)/g)) {
    clicks[name!] = { id: id!, at: Number(at) }
  }
  return clicks
}

/** Those whose time is known: the others are in the platforms' own cookies. */
export function keepClicks(jar: Jar, clicks: Clicks): void {
  const kept = Object.entries(clicks).flatMap(([name, { id, at }]) => (at ? [`${name}:${at}:${id}`] : []))
  while (kept.join('!').length > LONGEST) kept.shift()
  jar.write(NAME, kept.join('!'))
}
