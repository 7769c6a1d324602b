import assert from 'node:assert/strict'
import test from 'node:test'
import { adapters } from './cmp_page.ts'
import '../parts/cmp/adapters/gcm.ts'
import '../parts/cmp/adapters/gpp.ts'
import '../parts/cmp/adapters/tcf.ts'
import '../parts/cmp/adapters/usp.ts'
import '../parts/cmp/adapters/wp-consent-api.ts'
import type { Adapter, Reading } from '../parts/cmp/adapter.ts'
import { ruleOf, verdictOf } from '../parts/cmp/verdict.ts'
import { openVoices } from '../parts/cmp/voices.ts'

const here = { __tcfapi: () => 0, __gpp: () => 0, __uspapi: () => 0 }
const read = (name: string, told: unknown, names: string[] = [], region = '') =>
  adapters[name]!.read(here, told, names, region)

const tcData = (purposes: number[], more = {}) => ({
  gdprApplies: true,
  purpose: { consents: Object.fromEntries(purposes.map((id) => [id, true])) },
  ...more,
})

test('TCF: all of the purposes 1, 3, 4 and 7 must be consented', () => {
  assert.equal(read('tcf', tcData([1, 2, 3, 4, 7])), 'granted')
  for (const missing of [1, 3, 4, 7]) {
    assert.equal(read('tcf', tcData([1, 2, 3, 4, 5, 6, 7].filter((id) => id !== missing))), 'denied')
  }
})

test('TCF: as long as nobody knows whether the GDPR applies, nothing is answered; where it does not, nobody need be asked', () => {
  assert.equal(read('tcf', undefined), 'wait')
  assert.equal(read('tcf', tcData([1, 3, 4, 7], { gdprApplies: undefined })), 'wait')
  assert.equal(read('tcf', { gdprApplies: false }), 'free')
  assert.ok(!adapters['tcf']!.read({}, undefined, [], ''))
})

// The format: https://support.google.com/admanager/answer/9681920; 89 is Meta on Google's list of ad technology providers.
test('TCF: a site may require Meta, 89, among the consented ids of the Additional Consent string', () => {
  const ask = (addtlConsent?: string) => read('tcf', tcData([1, 3, 4, 7], { addtlConsent }), ['ac'])
  for (const yes of ['1~89', '1~43.89', '2~43.89.2572~dv.1.2', '2~89~dv.']) assert.equal(ask(yes), 'granted', yes)
  for (const no of [undefined, '', '1~', '1~890', '1~189', '2~43.46~dv.89', '2~43.46~dv.1.89']) assert.equal(ask(no), 'denied', no)
})

const ping = (applicableSections: number[], parsedSections: object) => ({ applicableSections, parsedSections })

test('GPP: any opt-out of sale, sharing or targeted ads is one, in whichever section and form', () => {
  assert.equal(read('gpp', ping([7], { usnat: { SaleOptOut: 2, SharingOptOut: 2, TargetedAdvertisingOptOut: 1 } })), 'optout')
  assert.equal(read('gpp', ping([8], { usca: [{ SaleOptOut: 1, SharingOptOut: 2 }] })), 'optout')
  assert.equal(read('gpp', ping([8], { usca: [{ SaleOptOut: 2, SharingOptOut: 2 }, { Gpc: true }] })), 'optout')
  assert.equal(read('gpp', ping([6], { uspv1: '1YYN' })), 'optout')
  assert.equal(read('gpp', ping([6], { uspv1: { Version: 1, Notice: 'Y', OptOutSale: 'Y', LspaCovered: 'N' } })), 'optout')
})

test('GPP: a notice is no opt-out, and not to have opted out is no agreement: the policy decides', () => {
  const told = { SaleOptOutNotice: 1, SharingOptOutNotice: 1, SaleOptOut: 2, SharingOptOut: 2, TargetedAdvertisingOptOut: 0 }
  assert.equal(read('gpp', ping([7], { usnat: told })), 'free')
  assert.equal(read('gpp', ping([6], { uspv1: '1YNN' })), 'free')
})

test('GPP: where no section applies nobody need be asked; consents of Europe and Canada are not its to tell', () => {
  assert.equal(read('gpp', ping([-1], {})), 'free')
  assert.equal(read('gpp', ping([7], { usnat: { SaleOptOut: 0, SharingOptOut: 0 } })), 'free')
  assert.equal(read('gpp', ping([2], { tcfeuv2: {} })), 'wait')
})

test('GPP: the section that applies tells the state', () => {
  const where = (...applicable: number[]) => adapters['gpp']!.where!(ping(applicable, {}))
  assert.deepEqual([where(8), where(9), where(13), where(16), where(27)], ['US-CA', 'US-VA', 'US-FL', 'US-TX', 'US-RI'])
  assert.deepEqual([where(7), where(6), where(2), where(-1)], ['US', 'US', '', ''])
})

test('US Privacy: the third character is the objection; where there is none, the policy of the United States decides', () => {
  assert.deepEqual(
    ['1YNN', '1YYN', '1yyn', '1---', undefined].map((string) => read('usp', string)),
    ['free', 'optout', 'optout', 'free', 'wait'],
  )
  assert.deepEqual(['1YNN', '1YYN', '1---'].map((string) => adapters['usp']!.where!(string)), ['US', 'US', ''])
})

/** What the adapter reads after these pushes, some of them before it came. */
function afterPushes(pushes: unknown[][], region = '', late = 1): Reading {
  const page: any = { dataLayer: pushes.slice(0, -late) }
  let told: unknown
  adapters['gcm']!.ask!(page, (what) => (told = what))
  page.dataLayer.push(...pushes.slice(-late))
  assert.deepEqual([...page.dataLayer], pushes)
  return adapters['gcm']!.read(page, told, [], region)
}
const BOTH = { ad_storage: 'granted', ad_user_data: 'granted' }
const NONE = { ad_storage: 'denied', ad_user_data: 'denied' }

test('Consent Mode: an update answers, both ad_storage and ad_user_data must be granted', () => {
  assert.equal(afterPushes([['consent', 'default', NONE], ['consent', 'update', BOTH]]), 'granted')
  assert.equal(afterPushes([['consent', 'default', NONE], ['consent', 'update', { ad_storage: 'granted' }]]), 'wait')
  assert.equal(afterPushes([['consent', 'default', NONE], ['consent', 'update', { ...BOTH, ad_user_data: 'denied' }]]), 'denied')
  assert.equal(afterPushes([['consent', 'update', BOTH], ['consent', 'update', NONE]]), 'denied')
})

test('Consent Mode: a default that denies waits for the answer; one that allows is none, and waits as long as the page asks to', () => {
  assert.equal(afterPushes([['consent', 'default', NONE]]), 'wait')
  assert.equal(afterPushes([['consent', 'default', BOTH]]), 'free')
  assert.equal(afterPushes([['js', new Date()], ['consent', 'default', { ...BOTH, wait_for_update: 50 }]]), 'wait')
})

test('Consent Mode: of the defaults the one nearest to the region counts; unknown, a denial for some regions does', () => {
  const pushes = [['consent', 'default', { ...NONE, region: ['DE', 'US-CA'] }], ['consent', 'default', BOTH]]
  const states = ['US', 'US-CA', 'US-NY', 'DE', 'DE-BY', ''].map((region) => afterPushes(pushes, region))
  assert.deepEqual(states, ['free', 'wait', 'free', 'wait', 'wait', 'wait'])
})

test('Consent Mode: what a page pushes reaches its dataLayer, however odd', () => {
  assert.equal(afterPushes([[], ['consent'], ['consent', 'update'], null as never, ['consent', 'update', BOTH]], '', 4), 'granted')
})

test("WP Consent API: without a type of consent its yes is nobody's answer", () => {
  const page = { wp_has_consent: () => true, consent_api: { cookie_prefix: 'wp_consent' }, consent_api_get_cookie: () => '' }
  const wp = (more: object) => adapters['wp-consent-api']!.read({ ...page, ...more }, undefined, [], '')
  assert.equal(wp({}), 'free')
  assert.equal(wp({ waitfor_consent_hook: true, wp_fallback_consent_type: 'optin' }), 'wait')
  assert.equal(wp({ wp_fallback_consent_type: 'optout' }), 'free')
  assert.equal(wp({ wp_fallback_consent_type: 'optout', consent_api_get_cookie: () => 'allow' }), 'granted')
  assert.equal(wp({ wp_consent_type: 'optin', wp_has_consent: () => false }), 'wait')
  assert.equal(wp({ wp_consent_type: 'optin', wp_has_consent: () => false, consent_api_get_cookie: () => 'deny' }), 'denied')
})

test('an objection of US law is a refusal, and a limit where the region says so', () => {
  assert.deepEqual(verdictOf('optout', undefined, false, false), { ads: 'denied' })
  assert.deepEqual(verdictOf('optout', [1, 1000], false, false), { ads: 'granted', limit: [1, 1000] })
  assert.deepEqual(verdictOf('free', [1, 1000], true, false), { ads: 'granted', limit: [1, 1000] })
  assert.deepEqual(verdictOf('denied', [1, 1000], true, false), { ads: 'denied' })
  assert.deepEqual(verdictOf('granted', [1, 1000], false, false), { ads: 'granted' })
})

test('nothing is answered before the visitor has; who is asked anew has taken the yes back', () => {
  assert.equal(verdictOf('wait', undefined, false, false), undefined)
  assert.equal(verdictOf('wait', [1, 1000], true, false), undefined)
  assert.deepEqual(verdictOf('wait', undefined, false, true), { ads: 'denied' })
})

test('a region stands before its country, that before the policy of the site', () => {
  const rule = (policy: 'opt_in' | 'opt_out') => ({ policy })
  const [site, country, state] = [rule('opt_in'), rule('opt_out'), rule('opt_in')]
  const rules = { US: country, 'US-CA': state }
  assert.equal(ruleOf('US-CA', rules, site), state)
  assert.equal(ruleOf('US-NY', rules, site), country)
  assert.equal(ruleOf('DE', rules, site), site)
  assert.equal(ruleOf('', rules, site), site)
})

/** What is spoken where platforms read like this, in the order of their rank. */
function spoken(late: boolean, ...readings: Reading[]) {
  const voices = openVoices({}, {}, () => {})
  readings.forEach((reading, at) => voices.add(`no${at}`, { read: () => reading } satisfies Adapter))
  return voices.spoken('', late)
}

test('the first platform that has something to say of this visitor speaks, and waits for nobody below', () => {
  assert.deepEqual(spoken(false, undefined, 'free', 'wait', 'granted'), ['wait', 'no2'])
  assert.deepEqual(spoken(false, undefined, 'denied', 'granted'), ['denied', 'no1'])
})

test('where nobody need ask, that is known when all are here, or when it is late', () => {
  assert.deepEqual(spoken(false, 'free', 'free'), ['free', 'no1'])
  assert.deepEqual(spoken(false, 'free', undefined), [undefined, 'no0'])
  assert.deepEqual(spoken(true, 'free', undefined), ['free', 'no0'])
  assert.deepEqual(spoken(true), ['free', undefined])
})

test('a platform that is here but not ready, and fails, is waited for', () => {
  const voices = openVoices({}, {}, () => {})
  voices.add('odd', { read: () => (undefined as any).consent })
  assert.deepEqual(voices.spoken('', true), ['wait', 'odd'])
})
