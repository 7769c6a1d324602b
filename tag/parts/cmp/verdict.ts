import type { Policy } from '../../src/settings.ts'
import type { Consent } from '../../src/wire.ts'
import type { Reading } from './adapter.ts'

/** What holds in a region, as the settings say it for the site. */
export interface Rule {
  readonly policy: Policy
  /** Limited Data Use, in Meta's numbers of country and state: what an objection of US law comes to here. */
  readonly limit?: number[] | undefined
}

/** By region or country, ISO 3166: `US-CA`, `US`. */
export type Rules = Readonly<Record<string, Rule>>

/** What holds in the region, else in its country, else everywhere. */
export function ruleOf(region: string, rules: Rules, otherwise: Rule): Rule {
  return rules[region] || rules[region.slice(0, 2)] || otherwise
}

/**
 * What is answered on the visitor's behalf; nothing while it is too early. `gpc`: the browser objects by Global Privacy
 * Control, which where there is no limit is a refusal, and the core's to know; `open`: the answer before was a yes, which
 * whoever is asked anew takes back.
 */
export function verdictOf(
  reading: Reading,
  limit: Rule['limit'],
  gpc: boolean,
  open: boolean,
): Pick<Consent, 'ads' | 'limit'> | undefined {
  if (!reading || (reading === 'wait' && !open)) return
  if (limit && (reading === 'optout' || (gpc && /free|granted/.test(reading)))) return { ads: 'granted', limit }
  return { ads: reading === 'free' ? 'unknown' : reading === 'granted' ? reading : 'denied' }
}
