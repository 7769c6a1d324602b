import type { Jar } from '../../src/visit.ts'
import type { Click } from '../../src/wire.ts'

/** By parameter, in lower case. */
export type Clicks = Record<string, Click>

/** Our only cookie: `gclid:<Unix ms>:<id>!ttclid:…`, the newest last. */
const NAME = '_tandem'

export function clicksIn(jar: Jar): Clicks {
  const clicks: Clicks = {}
  for (const [, name, at, id] of (jar.read(NAME)[0] || '').matchAll(/(\w+):(\d{13}):([^!:]+)/g)) {
    clicks[name!] = { id: id!, at: +at! }
  }
  return clicks
}

/**
 * The newest six: a browser refuses cookies of more than 4,096 bytes, and an id may have 500. Written only where that
 * changes something: what a script writes lives shorter in Safari than what the gateway repeats.
 */
export function keepClicks(jar: Jar, clicks: Clicks): void {
  const kept = Object.entries(clicks).map(([name, { id, at }]) => `${name}:${at}:${id}`)
  const text = kept.slice(-6).join('!')
  if (text !== (jar.read(NAME)[0] || '')) jar.write(NAME, text)
}
