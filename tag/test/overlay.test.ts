import { deepEqual, equal } from 'node:assert/strict'
import test from 'node:test'
import { faultsOf } from '../parts/overlay/judge.ts'
import { isKey } from '../parts/overlay/key.ts'

const settings = { events: { Purchase: { required: ['value', 'currency'], event_id: 'order_{order_id}' }, Lead: {} } }
const faults = (event_name: string, custom_data: Record<string, unknown> = {}, more = {}) =>
  faultsOf({ event_name, event_id: '1', event_time: 0, custom_data, ...more }, settings as never)

test('an event in order has no faults', () => {
  deepEqual(faults('Purchase', { value: 9.9, currency: 'EUR', order_id: '7' }), [])
  deepEqual(faults('Purchase', { value: '9.90', currency: 'EUR', order_id: 7 }), [])
  deepEqual(faults('Lead'), [])
  deepEqual(faults('Newsletter'), [])
})

test('what Meta warns of is named: https://www.facebook.com/business/help/490934944618455', () => {
  const wrong: [string, Record<string, unknown>, RegExp][] = [
    ['purchase', {}, /Write Purchase/],
    ['Purchase', { order_id: '7' }, /value, currency missing/],
    ['Purchase', { value: 1, currency: 'EUR' }, /No order_id/],
    ['Lead', { value: 1 }, /without a currency/],
    ['Lead', { currency: 'EUR' }, /without a value/],
    ['Lead', { value: 1, currency: 'eur' }, /three capitals/],
    ['Lead', { value: '9,90', currency: 'EUR' }, /no plain number/],
    ['Lead', { value: -1, currency: 'EUR' }, /no plain number/],
    ['Lead', { eventID: 'x' }, /pass it as/],
    ['Lead', { note: 'ada@example.com' }, /e-mail address stands among/],
  ]
  for (const [name, params, said] of wrong) {
    const found = faults(name, params)
    equal(found.length, 1, `${name} ${JSON.stringify(params)}: ${found.join(' | ')}`)
    equal(said.test(found[0]!), true, found[0])
  }
})

test("an address of the page that tells a visitor's e-mail address is named, its value is not", () => {
  const found = faults('Lead', {}, { event_source_url: 'https://shop.example/?mail=ada%40example.com' })
  equal(found.length, 1)
  equal(found[0]!.includes('ada'), false)
})

test('a key is known by its SHA-256 (printf secret | sha256sum)', async () => {
  const hash = '2bb80d537b1da3e38bd30361aa855686bde0eacd7162fef6a25fe97bf527a25b'
  const { subtle } = crypto
  equal(await isKey('secret', hash, subtle), true)
  equal(await isKey(' secret ', hash, subtle), true)
  equal(await isKey('Secret', hash, subtle), false)
  equal(await isKey('secret', hash, undefined), false)
})
