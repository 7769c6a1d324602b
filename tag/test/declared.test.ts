import { deepEqual, equal } from 'node:assert/strict'
import test from 'node:test'
import { callOf } from '../parts/declared/declaration.ts'

/** As much of an element as a declaration is read from. */
function element(nodeName: string, attributes: Record<string, string>) {
  return {
    nodeName,
    attributes: Object.entries(attributes).map(([name, value]) => ({ name, value })),
    getAttribute: (name: string) => attributes[name] ?? null,
    matches(selector: string) {
      if (selector.includes('[[')) throw new SyntaxError('not a selector')
      return selector === `.${attributes['class']}`
    },
  } as unknown as Element
}
const WINDOW = {} as EventTarget
const FORMS = [
  { selector: '[[nonsense', event: 'Never' },
  { selector: '.newsletter', event: 'Lead' },
]

test('a button declares an event with its parameters and its id', () => {
  const button = element('BUTTON', {
    'data-tandem-event': 'AddToCart',
    'data-tandem-value': '9.5',
    'data-tandem-currency': 'EUR',
    'data-tandem-content-ids': '["a","b"]',
    'data-tandem-id': 'cart-7',
    'data-tandem-ignore': '',
    class: 'big',
  })
  deepEqual(callOf([element('SPAN', {}), button, WINDOW], false, []), [
    'AddToCart',
    { value: 9.5, currency: 'EUR', content_ids: ['a', 'b'] },
    { eventID: 'cart-7' },
  ])
})

test('a number that would print otherwise stays the text that it is', () => {
  for (const text of ['007', '1e3', '9.50', '12345678901234567890', 'Infinity', '']) {
    const link = element('A', { 'data-tandem-event': 'Contact', 'data-tandem-order-id': text })
    deepEqual(callOf([link], false, [])?.[1], { order_id: text })
  }
})

test('of two that are nested the inner one speaks', () => {
  const inner = element('A', { 'data-tandem-event': 'Contact' })
  const outer = element('DIV', { 'data-tandem-event': 'ViewContent' })
  equal(callOf([inner, outer], false, [])?.[0], 'Contact')
})

test('a form speaks when it is submitted, not when something in it is clicked', () => {
  const form = element('form', { 'data-tandem-event': 'Lead' })
  equal(callOf([element('INPUT', {}), form, WINDOW], false, FORMS), undefined)
  equal(callOf([form, WINDOW], true, FORMS)?.[0], 'Lead')
})

test('a form is known by the settings as well, and a selector that is none spoils no other', () => {
  const form = element('FORM', { class: 'newsletter', 'data-tandem-value': '3' })
  deepEqual(callOf([form], true, FORMS), ['Lead', { value: 3 }, { eventID: null }])
})
