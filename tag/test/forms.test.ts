import { deepEqual, equal } from 'node:assert/strict'
import test from 'node:test'
import { isCard, keyOf, valueOf, type Field } from '../parts/fields/field.ts'

/** As much of a field as is looked at; `around` is what it stands in. */
function field(attributes: Record<string, string>, value = '', around: unknown = null) {
  return {
    type: attributes['type'] || 'text',
    value,
    validity: { valid: !value.includes('!') },
    dataset: 'data-tandem-ignore' in attributes ? { tandemIgnore: '' } : {},
    parentNode: around,
    getAttribute: (name: string) => attributes[name] ?? null,
    matches(selector: string) {
      if (selector.includes('[[')) throw new SyntaxError('not a selector')
      return selector === `#${attributes['id']}`
    },
  } as unknown as Field
}
const NOTHING = { fields: {}, names: {} }
const keyed = (attributes: Record<string, string>, signs = NOTHING) => keyOf(field(attributes), signs)

test('a field is known by its autofill name, whatever section and address it belongs to', () => {
  const found = ['email', 'section-a billing tel', 'shipping given-name', 'Family-Name', 'bday', 'home postal-code'].map(
    (autocomplete) => keyed({ autocomplete }),
  )
  deepEqual(found, ['em', 'ph', 'fn', 'ln', 'db', 'zp'])
})

test('without an autofill name its type tells, then the selectors of the site, then, if wished, its name', () => {
  const fields = { bad: '[[', em: '#contact_mail', ph: '#mail2' }
  const names = { zp: 'zip' }
  equal(keyed({ type: 'email', id: 'mail2' }, { fields, names }), 'em')
  equal(keyed({ id: 'contact_mail', autocomplete: 'off' }, { fields, names }), 'em')
  equal(keyed({ name: 'billing_zip' }, { fields, names }), 'zp')
  equal(keyed({ name: 'billing_zip' }), undefined)
  equal(keyed({ name: 'constructor', autocomplete: 'constructor' }), undefined)
})

test('passwords, payment, codes and government ids are never read, however they are marked', () => {
  const never = [
    ...['password', 'hidden', 'file', 'checkbox', 'radio', 'search'].map((type) => ({ type, autocomplete: 'email' })),
    ...['cc-name', 'cc-number', 'current-password', 'new-password', 'one-time-code'].map((autocomplete) => ({ autocomplete, type: 'tel' })),
    ...['cardNumber', 'card_holder', 'cvv', 'cvc2', 'iban', 'ssn', 'user_pass', 'taxId', 'tax_number', 'user-pin', 'otp', 'passport'].map(
      (name) => ({ name, type: 'tel' }),
    ),
  ]
  deepEqual(never.filter((one) => keyed(one)), [])
  equal(keyed({ type: 'email', name: 'passenger_mail' }), 'em')
  equal(keyed({ type: 'email', name: 'shipping_private_mail' }), 'em')
})

test('what the page asks to ignore is ignored, also through the shadow of a component', () => {
  const root = { host: { dataset: { tandemIgnore: '' }, parentNode: null }, parentNode: null }
  equal(keyOf(field({ type: 'email' }, '', root), NOTHING), undefined)
  equal(keyed({ type: 'email', 'data-tandem-ignore': '' }), undefined)
})

test('a value is read as the visitor left it; none is one that is invalid, unfinished or empty', () => {
  equal(valueOf(field({}, ' Ada '), 'fn'), 'Ada')
  deepEqual(['', '  ', 'not!valid'].map((value) => valueOf(field({}, value), 'fn')), [undefined, undefined, undefined])
  equal(valueOf(field({}, 'ada@'), 'em'), undefined)
  equal(valueOf(field({}, 'ada@example.com'), 'em'), 'ada@example.com')
})

test('of a list that holds numbers of the shop’s own, the text is read', () => {
  const list = { ...field({}, '81'), selectedOptions: [{ text: 'Germany' }] } as unknown as Field
  equal(valueOf(list, 'country'), 'Germany')
})

// The numbers that Visa, Mastercard, American Express and Diners publish for tests.
const CARDS = ['4111 1111 1111 1111', '5555-5555-5555-4444', '378282246310005', '4222222222222', 'no. 4111111111111111']

test('a payment card is known by its sum, wherever it was typed', () => {
  deepEqual(CARDS.filter((card) => !isCard(card)), [])
  deepEqual(CARDS.filter((card) => valueOf(field({}, card), 'ph')), [])
  deepEqual(['4111111111111112', '+4111111111111111', '017612345678', '12345'].filter(isCard), [])
})
