import { user_data } from '../../../contracts/ga4.json'
import type { Verb } from '../../src/event.ts'
import type { Tag } from '../../src/tag.ts'
import { isObject, merge, type Values } from './model.ts'
import { named, paramsOf } from './params.ts'

/** Meta's names of Google's events: its standard ones, and the site's own. */
export type Names = Readonly<Record<Verb, Readonly<Record<string, string>>>>

/** Ads and Floodlight tags hear of what Analytics hears of anyway. */
const NOT_ANALYTICS = /^((AW|DC)-[^,]*(,|$))+$/

/** One entry of the data layer: an object as Google Tag Manager takes it, or the `arguments` of a `gtag` call. */
export function openEar(tag: Pick<Tag, 'identify' | Verb>, names: Names): (entry: any) => void {
  /** What several objects have told together: `ecommerce: null` makes an end of it. */
  const model: Values = {}
  const defaults: Values = {}

  function identify(given: unknown): void {
    if (!isObject(given)) return
    const { address, ...data } = given
    const told = named({ ...[address].flat()[0], ...data }, user_data)
    for (const key in told) told[key] = [told[key]].flat()[0]
    tag.identify(told)
  }
  function happened(event: string, given: Values): void {
    if (NOT_ANALYTICS.test(given.send_to)) return
    for (const verb of ['track', 'trackCustom'] as const) {
      const name = names[verb][event]
      if (name) tag[verb](name, paramsOf(given), { eventID: given.event_id })
    }
  }
  /** `gtag('event', name, …)`, `gtag('set', …)` with an object or with a key and its value, `gtag('config', id, …)`. */
  function obey(verb: string, first: any, more: any): void {
    const given = isObject(first) ? first : verb === 'set' ? { [first]: more } : Object(more)
    identify(given.user_data)
    if (verb === 'set') merge(defaults, given)
    if (verb === 'event') happened(first, { ...defaults, ...given })
  }

  return (entry) => {
    if (entry[0]) return obey(entry[0], entry[1], entry[2])
    for (const key of ['ecommerce', 'user_data']) if (key in entry) merge(model, { [key]: entry[key] })
    if (entry.user_data) identify(model.user_data)
    if (entry.event) happened(entry.event, { ...entry, ...model.ecommerce })
  }
}
