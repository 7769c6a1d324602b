import type { Host } from '../src/host.ts'
import type { Listener, Moment } from '../src/moments.ts'
import type { Consent, Visit } from '../src/wire.ts'

/** A tag that does nothing, and remembers what a part asked of it. `tell` is how a test makes a moment come. */
export function fakeHost(given: Partial<Host> = {}) {
  const calls: unknown[][] = []
  const cookies = new Map<string, string>()
  const listening: [Moment, Listener][] = []
  let consent: Consent = { ads: 'unknown' }
  let visit: Visit = {}
  const noting = (verb: string) => (...words: unknown[]) => void calls.push([verb, ...words])
  const host = {
    page: {},
    settings: { site: 'shop', mode: 'both', events: {} },
    tag: Object.fromEntries(['track', 'trackCustom', 'identify', 'consent', 'join'].map((verb) => [verb, noting(verb)])),
    jar: {
      index: 1,
      read: (name: string) => (cookies.has(name) ? [cookies.get(name)!] : []),
      write: (name: string, value: string) => void (value ? cookies.set(name, value) : cookies.delete(name)),
    },
    consent: () => consent,
    answer(next: Consent) {
      calls.push(['answer', next])
      consent = next
    },
    mirror(verb: string, [name, custom_data, options]: readonly unknown[]) {
      calls.push(['mirror', verb, name, custom_data, options])
      const { eventID } = Object(options) as { eventID?: string }
      return { event_name: name, event_id: eventID || `minted-${calls.length}`, event_time: 0, custom_data }
    },
    visit: (more: Partial<Visit>) => void (visit = { ...visit, ...more }),
    touch: () => void calls.push(['touch']),
    veil: noting('veil'),
    post: async (body: string) => (calls.push(['post', body]), 202),
    on: (moment: Moment, run: Listener) => void listening.push([moment, run]),
    ...given,
  } as unknown as Host
  return {
    host,
    /** Everything that was called, in order: the verb, then its words. */
    calls,
    cookies,
    visit: () => visit,
    tell: (moment: Moment, ...what: unknown[]) =>
      listening.flatMap(([wanted, run]) => (wanted === moment ? [run(...what)] : [])).includes(true),
  }
}
