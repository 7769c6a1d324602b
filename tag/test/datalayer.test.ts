import { deepEqual, equal } from 'node:assert/strict'
import test from 'node:test'
import { events } from '../../contracts/ga4.json'
import { openEar } from '../parts/datalayer/ear.ts'
import { fakeHost } from './host.ts'

function heard(names: Record<string, string> = events, custom: Record<string, string> = {}) {
  const { calls, host } = fakeHost()
  return { calls, hear: openEar(host.tag, { track: names, trackCustom: custom }) }
}

/** As `gtag` puts its calls into the data layer. */
function gtag(..._: unknown[]) {
  return arguments
}

// Google's own example of a purchase: https://developers.google.com/analytics/devguides/collection/ga4/ecommerce
const ITEMS = [
  { item_id: 'SKU_12345', item_name: 'Stan and Friends Tee', price: 10.01, quantity: 3 },
  { item_id: 'SKU_12346', item_name: "Google Grey Women's Tee", price: 21.01, quantity: 2 },
]
const PURCHASE = { transaction_id: 'T_12345', value: 72.05, tax: 3.6, shipping: 5.99, currency: 'USD', items: ITEMS }
const AT_META = {
  value: 72.05,
  currency: 'USD',
  order_id: 'T_12345',
  contents: [
    { id: 'SKU_12345', quantity: 3, item_price: 10.01 },
    { id: 'SKU_12346', quantity: 2, item_price: 21.01 },
  ],
  content_ids: ['SKU_12345', 'SKU_12346'],
  content_type: 'product',
  num_items: 5,
}

test("a purchase in the object form, under Meta's names", () => {
  const { calls, hear } = heard()
  hear({ event: 'purchase', ecommerce: PURCHASE })
  deepEqual(calls, [['track', 'Purchase', AT_META, { eventID: undefined }]])
})

test('the same purchase in the form of gtag', () => {
  const { calls, hear } = heard()
  hear(gtag('js', new Date(0)))
  hear(gtag('config', 'G-1'))
  hear(gtag('event', 'purchase', PURCHASE))
  deepEqual(calls, [['track', 'Purchase', AT_META, { eventID: undefined }]])
})

test('what is told in several objects belongs together, until ecommerce is null', () => {
  const { calls, hear } = heard()
  hear({ ecommerce: { currency: 'EUR', value: 5 } })
  hear({ event: 'begin_checkout', ecommerce: { value: 7 } })
  hear({ ecommerce: null })
  hear({ event: 'add_to_cart' })
  deepEqual(calls.map(([, name, params]) => [name, params]), [
    ['InitiateCheckout', { value: 7, currency: 'EUR' }],
    ['AddToCart', {}],
  ])
})

test('a list told anew does not mix with an earlier one', () => {
  const { calls, hear } = heard()
  hear({ event: 'view_item_list', ecommerce: { items: ITEMS } })
  hear({ event: 'add_to_cart', ecommerce: { items: [{ item_name: 'Cap' }] } })
  const [, , params] = calls[0]!
  deepEqual(params, { contents: [{ id: 'Cap', quantity: 1, item_price: undefined }], content_ids: ['Cap'], content_type: 'product', num_items: 1, content_name: 'Cap' })
})

test("the page's own objects are not touched", () => {
  const { hear } = heard()
  const own = { event: 'view_item', ecommerce: { currency: 'EUR' } }
  hear(own)
  hear({ ecommerce: { currency: 'USD', items: ITEMS } })
  deepEqual(own, { event: 'view_item', ecommerce: { currency: 'EUR' } })
})

test('a key that would reach every object of the page reaches none', () => {
  const { hear } = heard()
  hear({ ecommerce: JSON.parse('{"__proto__": {"polluted": 1}}') })
  hear({ ecommerce: JSON.parse('{"a": {"__proto__": {"polluted": 1}}}') })
  equal(({} as any).polluted, undefined)
})

test('search, lead and registration', () => {
  const { calls, hear } = heard()
  hear({ event: 'search', search_term: 'boots' })
  hear(gtag('event', 'generate_lead', { currency: 'EUR', value: 30 }))
  hear(gtag('event', 'sign_up', { method: 'mail' }))
  deepEqual(calls.map(([verb, name, params]) => [verb, name, params]), [
    ['track', 'Search', { search_string: 'boots' }],
    ['track', 'Lead', { value: 30, currency: 'EUR' }],
    ['track', 'CompleteRegistration', {}],
  ])
})

test('an event may be off, or renamed to one of the site’s own; others are none of ours', () => {
  const { calls, hear } = heard({}, { generate_lead: 'Quote' })
  for (const event of ['generate_lead', 'purchase', 'scroll', 'gtm.js']) hear({ event })
  deepEqual(calls.map(([verb, name]) => [verb, name]), [['trackCustom', 'Quote']])
})

test("an event_id of the page's own is kept", () => {
  const { calls, hear } = heard()
  hear({ event: 'generate_lead', event_id: 'mine' })
  deepEqual(calls[0]![3], { eventID: 'mine' })
})

test('what is meant for Ads or Floodlight alone is not a second event', () => {
  const { calls, hear } = heard()
  for (const send_to of ['AW-1/label', ['AW-1', 'DC-2'], ['AW-1', 'G-3'], 'G-3', 'default']) {
    hear(gtag('event', 'add_to_cart', { send_to }))
  }
  equal(calls.length, 3)
})

test("what gtag has set holds for every event", () => {
  const { calls, hear } = heard()
  hear(gtag('set', { currency: 'EUR' }))
  hear(gtag('set', 'value', 3))
  hear(gtag('event', 'add_to_cart', { value: 4 }))
  deepEqual(calls[0]![2], { value: 4, currency: 'EUR' })
})

const ADDRESS = { first_name: 'Ada', last_name: 'Lovelace', city: 'London', postal_code: 'SW1', country: 'GB' }
const ADA = { em: 'ada@example.com', ph: '+441234567890', fn: 'Ada', ln: 'Lovelace', ct: 'London', zp: 'SW1', country: 'GB' }

for (const [form, entry] of Object.entries({
  'an object': { user_data: { email: 'ada@example.com', phone_number: '+441234567890', address: ADDRESS } },
  'an event': { event: 'x', user_data: { email: ['ada@example.com'], phone_number: '+441234567890', address: [ADDRESS] } },
  'gtag set': gtag('set', 'user_data', { email: 'ada@example.com', phone_number: '+441234567890', address: ADDRESS }),
  'gtag config': gtag('config', 'G-1', { user_data: { email: 'ada@example.com', phone_number: '+441234567890', address: ADDRESS } }),
  'gtag event': gtag('event', 'x', { user_data: { email: 'ada@example.com', phone_number: '+441234567890', address: ADDRESS } }),
})) {
  test(`user-provided data says who the visitor is: ${form}`, () => {
    const { calls, hear } = heard()
    hear(entry)
    deepEqual(calls, [['identify', ADA]])
  })
}

test('a hashed address is taken as it is, a hashed phone is not: Google hashes another text', () => {
  const { calls, hear } = heard()
  const hash = 'b5fc85e55755f9e0d030a10ab4429b6b2944855f9a0d60077fe832becbc41d72'
  hear({ user_data: { sha256_email_address: hash, sha256_phone_number: hash } })
  deepEqual(calls, [['identify', { em: hash }]])
})
