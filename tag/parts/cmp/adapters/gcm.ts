/**
 * Google's Consent Mode v2, as pages tell it: `gtag('consent', 'default' | 'update', {…})` by way of the dataLayer.
 * https://developers.google.com/tag-platform/security/guides/consent
 */
import { attempt } from '../../../src/attempt.ts'
import { adapter, type Told } from '../adapter.ts'

/** `ad_storage`, `ad_user_data`: granted or denied; `region`, `wait_for_update` (ms) beside them. */
type States = Record<string, any>

interface Heard {
  /** In the order they came; each for its regions, or for everybody. */
  readonly defaults: States[]
  /** All updates in one: the later word counts. */
  readonly update: States
  /** Until when the page asked to wait for an update, Unix milliseconds. */
  until: number
}

const KEYS = ['ad_storage', 'ad_user_data']

/** A default is no answer of the visitor's: one that denies waits for an update, one that allows asks for none. */
adapter('gcm', {
  ask({ dataLayer }, tell) {
    if (!dataLayer) return
    const heard: Heard = { defaults: [], update: {}, until: 0 }
    const { push } = dataLayer
    const take = (item: any) => void attempt(() => item[0] === 'consent' && note(heard, item, tell))
    dataLayer.push = (...items: unknown[]) => {
      items.forEach(take)
      return push.apply(dataLayer, items)
    }
    dataLayer.forEach(take)
    return true
  },
  read(_, told: Heard | undefined, __, region) {
    if (!told) return
    const states = KEYS.map((key) => told.update[key] || defaultOf(key, told.defaults, region))
    if (KEYS.some((key) => told.update[key] === 'denied')) return 'denied'
    if (states.some((state) => state !== 'granted') || Date.now() < told.until) return 'wait'
    return KEYS.some((key) => told.update[key]) ? 'granted' : 'free'
  },
})

function note(heard: Heard, [, word, states]: any[], tell: Told): void {
  if (word === 'update') Object.assign(heard.update, states)
  else heard.defaults.push(states)
  const wait = states.wait_for_update
  heard.until = wait ? Date.now() + wait : word === 'update' ? 0 : heard.until
  if (wait) setTimeout(tell, wait, heard)
  tell(heard)
}

/** The nearest to the visitor's region counts, whatever the order. Where nobody knows it, a no for some regions does. */
function defaultOf(key: string, defaults: States[], region: string): unknown {
  let nearest = 0
  let found: unknown
  for (const states of defaults) {
    const near = nearness(states.region, region) || (!region && states[key] === 'denied' && 9)
    if (states[key] && near && near >= nearest) {
      nearest = near
      found = states[key]
    }
  }
  return found
}

function nearness(regions: readonly string[] | undefined, region: string): number {
  if (!regions) return 1
  return Math.max(...regions.map((one) => (region === one || region.startsWith(one + '-') ? one.length : 0)))
}
