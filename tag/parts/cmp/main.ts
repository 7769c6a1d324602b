/**
 * Who answers for the visitor: the consent platforms of the page. Until one of them does, the gate stays held; where
 * none is found, or none need ask, the policy of the visitor's region decides.
 */
import { attempt } from '../../src/attempt.ts'
import { join } from '../join.ts'
import type { Adapter, Globals } from './adapter.ts'
import { ruleOf, verdictOf } from './verdict.ts'
import { openVoices } from './voices.ts'

/** Milliseconds between two looks, and from a click until what it did can be seen. */
const PACE = 250

join(({ page, settings: given, tag, answer }) => {
  /** `cmp`: what the site calls advertising at each platform (names), and how long to look for one (wait, ms). */
  const settings: Globals = given
  const { cmp, consent, regions } = settings
  const voices = openVoices(page, cmp.names, look)
  const gpc = settings.honour_gpc && (page.navigator as Globals).globalPrivacyControl === true
  let region: string = settings.region || ''
  let left: number = cmp.wait
  let said = ''

  /** Called by the platforms' own code, which must never hear of an error here. */
  function look(): void {
    attempt(decide)
  }
  function decide(): void {
    const where = region || voices.where()
    const rule = ruleOf(where, regions || {}, { policy: consent })
    const [reading, signal] = voices.spoken(where, left <= 0)
    const verdict = verdictOf(reading, rule.limit, gpc, /^g/.test(said))
    settings.consent = rule.policy
    if (!verdict || said === (said = [verdict.ads, verdict.limit, signal, where].join())) return
    const source = (signal || verdict.limit) && { signal: signal || 'gpc', at: Date.now() }
    answer({ ...verdict, ...source, region: where || undefined })
  }
  function hear(): void {
    voices.ask()
    look()
  }
  /** Regularly, until it is late for a platform to come; from then on where one might have. */
  function watch(): void {
    left -= PACE
    hear()
    if (left > 0) setTimeout(watch, PACE)
  }
  const listen = (event: string, run: () => void) => page.addEventListener(event, run, true)

  tag.adapter = (name: string, adapter: Adapter) => {
    adapter.on?.split(' ').forEach((event) => listen(event, hear))
    if (voices.add(name, adapter)) hear()
  }
  tag.region = (code: string) => {
    region = code
    queueMicrotask(look)
  }
  listen('click', () => setTimeout(hear, PACE))
  queueMicrotask(watch)
})
