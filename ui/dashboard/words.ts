// What each state is called, and what it means in one sentence: the same words on every page.
import { signal } from '@preact/signals'
import type { ActionSource, Ads, Ending, Explanation, Pixel, Source } from './shapes.ts'

export const SOURCES: Record<Source, string> = {
  tag: 'Tag',
  backend: 'Backend',
  graph: 'Graph door',
  webhook: 'Source',
  noscript: 'Without JavaScript',
}

/** Where an event happened: Meta’s action sources. */
export const PLACES: Record<ActionSource, string> = {
  website: 'On the web site',
  app: 'In an app',
  email: 'By email',
  phone_call: 'By telephone',
  chat: 'In a chat',
  physical_store: 'In a store',
  system_generated: 'By itself, in a system',
  business_messaging: 'In a messenger',
  other: 'Elsewhere',
}

export const ENDINGS: Record<Ending, string> = {
  delivered: 'Delivered',
  waiting: 'Waiting',
  withheld: 'Held back by your rules',
  refused: 'Refused',
}

export const CONSENTS: Record<Ads, string> = {
  granted: 'allowed advertising',
  denied: 'refused advertising',
  unknown: 'had not answered yet',
}

interface LegWords {
  name: string
  meaning: string
}

const PIXELS: Record<Pixel | 'none', LegWords> = {
  loaded: { name: 'Loaded', meaning: 'The Pixel took the event in the browser.' },
  blocked: { name: 'Blocked', meaning: 'The Pixel failed to load: a blocker, a network, or the browser itself stopped it.' },
  slow: { name: 'Slow', meaning: 'Nothing was heard of the Pixel within 5 seconds.' },
  loading: { name: 'Loading', meaning: 'The Pixel was asked for, and the tag has not reported since: the page was left early.' },
  off: { name: 'None', meaning: 'This event had no browser leg: the tracking plan, the mode or the consent says so.' },
  none: { name: 'Not reported', meaning: 'No tag has told of the browser leg.' },
}

export const pixelWords = (pixel: Pixel | null): LegWords => PIXELS[pixel ?? 'none']
export const PIXEL_NAMES = Object.entries(PIXELS).map(([value, { name }]) => ({ value, name }))

/** Every reason in words, by its name; filled once at the start. */
export const reasons = signal<Record<string, Explanation>>({})

export async function loadReasons(): Promise<void> {
  const told: Explanation[] = await (await fetch('/api/reasons')).json()
  reasons.value = Object.fromEntries(told.map((each) => [each.reason, each]))
}

export function explain(reason: string): Explanation {
  const unknown = { reason, title: reason.replaceAll('_', ' '), meaning: '', cure: '', by_rule: false }
  return reasons.value[reason] ?? unknown
}
