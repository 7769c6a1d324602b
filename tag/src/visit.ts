/**
 * Meta's two visit ids, `fb.<index>.<Unix ms>.<random or fbclid>`. A fifth part, if any, is Meta's own appendix.
 * https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/fbp-and-fbc
 */
import type { Click } from './clickids.ts'
import type { Visit } from './wire.ts'

const WELL_FORMED = /^fb\.\d+\.\d+\.[^.]{1,500}(\.([\w-]{2}|[\w-]{8}))?$/

/** Where visit ids are kept. */
export interface Jar {
  /** Every value under this name, raw; several where cookies of several domains meet. */
  read(name: string): string[]
  /** In place of every value under this name; an empty one takes them away. */
  write(name: string, value: string): void
  /** Labels of the cookies' domain, less one. */
  readonly index: number
}

/**
 * What the jar holds is kept byte for byte; a missing `_fbp` is made; `_fbc` is made when a new click led here.
 * Only fresh ids are written, and `fresh` hears of it: a cookie that the gateway sets lives longer in Safari than one
 * set by a script.
 */
export function rememberVisit(jar: Jar, click: Click | undefined, now: number, roll: () => number, fresh: () => void): Visit {
  const made = (name: string, time: number, payload: string | number) => {
    const value = `fb.${jar.index}.${time}.${payload}`
    jar.write(name, value)
    fresh()
    return value
  }
  // Both are read before one is written: after a write the browser asks another process for the cookies anew.
  const [fbp] = keptIn(jar, '_fbp')
  const fbc = fbcOf(click, keptIn(jar, '_fbc'))
  return {
    fbp: fbp || made('_fbp', now, (roll() * 2 ** 31) | 0),
    fbc: fbc || (click && made('_fbc', click.seen, click.id)),
  }
}

/** Take the ids back. Answers with the `_fbp` that was there, under which the gateway knows the visit. */
export function forgetVisit(jar: Jar): string | undefined {
  const fbp = keptIn(jar, '_fbp')[0]
  jar.write('_fbp', '')
  jar.write('_fbc', '')
  return fbp
}

function keptIn(jar: Jar, name: string): string[] {
  return jar.read(name).filter((value) => WELL_FORMED.test(value))
}

/** Of the kept values the one of this click; without a click the first. */
function fbcOf(click: Click | undefined, kept: string[]): string | undefined {
  return click ? kept.find((value) => value.split('.')[3] === click.id) : kept[0]
}
