import { definitionOf, type Settings } from '../../src/settings.ts'
import type { TagEvent } from '../../src/wire.ts'

/** ISO 4217 writes them so. */
const CURRENCY = /^[A-Z]{3}$/
const AMOUNT = /^\d+(\.\d+)?$/
const EMAIL = /[^\s@?&=/]+(@|%40)[^\s@?&=/]+\.[a-z]{2,}/i

type Look = (event: TagEvent, settings: Settings, params: Readonly<Record<string, unknown>>) => string | false | undefined

const has = (value: unknown) => value != null && value !== ''

/**
 * What Meta warns of, or refuses, as far as a browser can know: each with its cure, never with a value of the visitor's.
 * https://www.facebook.com/business/help/490934944618455
 */
const LOOKS: readonly Look[] = [
  ({ event_name }, { events }) => {
    const meant = Object.keys(events).find((name) => name !== event_name && name.toLowerCase() === event_name.toLowerCase())
    return meant && `The name is not ${meant}: Meta counts it as an event of its own. Write ${meant}.`
  },
  ({ event_name }, settings, params) => {
    const missing = (definitionOf(event_name, settings).required || []).filter((field) => !has(params[field]))
    return missing[0] && `${missing.join(', ')} missing: the gateway refuses it, Meta would too. Pass ${missing.join(', ')}.`
  },
  ({ event_name }, settings, params) => {
    const fields = (definitionOf(event_name, settings).event_id || '').match(/\w+(?=\})/g) || []
    const missing = fields.filter((field) => !has(params[field]))
    return missing[0] && `No ${missing.join(', ')}: the id is by chance, and your shop's own report cannot have the same. Pass ${missing.join(', ')}.`
  },
  (_, __, { value, currency }) => has(value) && !has(currency) && 'A value without a currency: Meta ignores it. Pass currency.',
  (_, __, { value, currency }) => has(currency) && !has(value) && 'A currency without a value: Meta complains. Pass value.',
  (_, __, { currency }) => has(currency) && !CURRENCY.test(`${currency}`) && 'The currency is no ISO 4217 code: write three capitals, as in EUR.',
  (_, __, { value }) => has(value) && !AMOUNT.test(`${value}`) && 'The value is no plain number: no sign, no symbol, a point before the cents.',
  (_, __, params) => (has(params['event_id']) || has(params['eventID'])) && 'The id stands among the parameters, where nobody looks for it: pass it as {eventID: …} after them.',
  (_, __, params) => EMAIL.test(JSON.stringify(params)) && 'An e-mail address stands among the parameters, in clear: Meta forbids it. Give it to identify instead.',
  ({ event_source_url = '' }) => EMAIL.test(event_source_url) && 'An e-mail address stands in the address of the page: Meta forbids it. Take it out of your links.',
  ({ pixel }) => pixel === 'blocked' && 'The Pixel is blocked here: only the server leg can tell of it.',
  ({ pixel }) => pixel === 'slow' && 'The Pixel has not come for five seconds.',
]

/** One sentence for each thing that is wrong with an event. */
export function faultsOf(event: TagEvent, settings: Settings): string[] {
  return LOOKS.flatMap((look) => look(event, settings, event.custom_data || {}) || [])
}
