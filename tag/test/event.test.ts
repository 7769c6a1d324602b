import { deepEqual, equal, match } from 'node:assert/strict'
import test from 'node:test'
import { textOf } from '../parts/notes/texts.ts'
import { happeningOf } from '../src/event.ts'

const NOW = 1795305600000
const PLACE = {
  document: {
    location: { href: 'https://shop.example/thanks?order=7#access_token=secret' },
    referrer: 'https://shop.example/checkout',
  },
  crypto,
}
const SITE = { events: { Purchase: { event_id: 'order_{order_id}', required: ['value', 'currency'] } } }

function heard(...words: unknown[]) {
  const warnings: string[] = []
  const tell = (...[, ...note]: unknown[]) => !warnings.push(textOf(note).join(' '))
  return { event: happeningOf(words, NOW, PLACE, SITE, tell), warnings }
}

test('a call becomes an event with its id, time, address and referrer; the fragment stays in the browser', () => {
  const params = { value: 49.9, currency: 'EUR', order_id: '00123' }
  deepEqual(heard('Purchase', params), {
    event: {
      event_name: 'Purchase',
      event_id: 'order_00123',
      event_time: NOW,
      event_source_url: 'https://shop.example/thanks?order=7',
      referrer_url: 'https://shop.example/checkout',
      custom_data: params,
    },
    warnings: [],
  })
})

test("the fourth word's eventID is the id, as for the Pixel", () => {
  equal(heard('Lead', {}, { eventID: 'abc' }).event?.event_id, 'abc')
})

test('what happened on the page around a sandboxed frame happened there', () => {
  const document = { location: { href: 'https://shop.example/cart#top' }, referrer: '' }
  const { event } = heard('Lead', {}, { document })
  equal(event?.event_source_url, 'https://shop.example/cart')
  equal(event?.referrer_url, undefined)
})

test('a purchase without value or currency is sent, with a warning that names the field, the problem and the cure', () => {
  const { event, warnings } = heard('Purchase', { order_id: '7', currency: '' })
  equal(event?.event_name, 'Purchase')
  equal(warnings.length, 2)
  match(warnings[0]!, /Purchase: value missing, Meta refuses it: pass value/)
  match(warnings[1]!, /currency/)
})

test('a value of zero is a value', () => {
  deepEqual(heard('Purchase', { value: 0, currency: 'EUR' }).warnings, [])
})

test('what the page does with its object afterwards does not change the event', () => {
  const params = { contents: [{ id: 'a', quantity: 1 }] }
  const { event } = heard('ViewContent', params)
  params.contents[0]!.quantity = 9
  deepEqual(event?.custom_data, { contents: [{ id: 'a', quantity: 1 }] })
})

test('parameters that are no plain object cost the event its parameters, not its life', () => {
  const circular: Record<string, unknown> = {}
  circular['self'] = circular
  for (const params of [circular, { id: 1n }, ['a'], 'text', 7]) {
    const { event, warnings } = heard('Lead', params)
    deepEqual([event?.custom_data, warnings.length], [{}, 1])
  }
})

test('a call without parameters is fine', () => {
  const { event, warnings } = heard('Contact')
  deepEqual([event?.custom_data, warnings], [{}, []])
})

test('a call without an event name is no event', () => {
  for (const name of [undefined, '', '  ', 7, {}, 'x'.repeat(101)]) {
    const { event, warnings } = heard(name)
    deepEqual([event, warnings.length], [undefined, 1])
  }
})
