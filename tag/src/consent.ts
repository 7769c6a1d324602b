import type { Policy, Settings } from './settings.ts'
import type { Consent } from './wire.ts'

/** How many events wait in memory for the visitor's answer. */
const MOST_HELD = 100

/** What happens on either side of the gate. */
export interface Passage<T> {
  /** The visitor agrees, or need not be asked: before anything passes. */
  open(): void
  pass(item: T): void
  /** The visitor refuses, takes an agreement back, or comes under a law that asks first. */
  shut(): void
}

export interface Gate<T> {
  readonly consent: Consent
  /** What the visitor says; told an `unknown`, it stands as the policy says. Before the first answer all is held. */
  answer(next: Consent): void
  /** Through, held until the answer, or dropped after a refusal. */
  pass(item: T): void
}

type Stance = 'open' | 'held' | 'shut'

/** Where an answer, or its absence, leaves the gate. */
export function stanceOf({ ads }: Consent, policy: Policy): Stance {
  if (ads === 'unknown') return policy === 'opt_out' ? 'open' : 'held'
  return ads === 'granted' ? 'open' : 'shut'
}

/** What the page reports as the visitor's answer; nothing if it is none. `details.at` is kept, else it was now. */
export function answerOf(word: unknown, details: unknown, now: number): Consent | undefined {
  if (word !== 'granted' && word !== 'denied') return undefined
  const { signal, at } = Object(details) as { signal?: unknown; at?: any }
  return {
    ads: word,
    signal: typeof signal === 'string' ? signal.slice(0, 32) : 'manual',
    // Thirteen digits are milliseconds from 2001 to 2286: seconds, or a date as text, are no moment we could send.
    at: /^\d{13}$/.test(at) ? +at : now,
  }
}

/**
 * Global Privacy Control: the browser's own answer, above any that the page reports.
 * https://w3c.github.io/gpc/
 */
export function refusalOf(navigator: { globalPrivacyControl?: unknown }, now: number): Consent | false {
  return navigator.globalPrivacyControl === true && { ads: 'denied', signal: 'gpc', at: now }
}

/**
 * Lets nothing through that the visitor has not allowed, by the policy that stands in the settings at that moment: it may
 * change with the visitor's region. Remembers nothing beyond the page.
 */
export function openGate<T>(settings: Pick<Settings, 'consent'>, way: Passage<T>): Gate<T> {
  let consent: Consent = { ads: 'unknown' }
  let stance: Stance = 'held'
  let held: T[] = []

  return {
    get consent() {
      return consent
    },
    answer(next) {
      const before = stance
      const waiting = held
      consent = next
      stance = stanceOf(next, settings.consent)
      if (stance === before) return
      held = []
      if (stance === 'open') {
        way.open()
        waiting.forEach(way.pass)
      } else if (before !== 'shut') way.shut()
    },
    pass(item) {
      if (stance === 'open') way.pass(item)
      else if (stance === 'held' && held.length < MOST_HELD) held.push(item)
    },
  }
}
