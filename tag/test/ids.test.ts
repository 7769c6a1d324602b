import { equal, match } from 'node:assert/strict'
import test from 'node:test'
import { eventIdOf, mintId } from '../src/ids.ts'

const ORDER = 'order_{order_id}'
const minted = () => 'minted'

test("the page's own event id comes before any other", () => {
  equal(eventIdOf('mine-1', ORDER, { order_id: '7' }, minted), 'mine-1')
})

test('an order id keeps its leading zeros', () => {
  equal(eventIdOf(undefined, ORDER, { order_id: '00123' }, minted), 'order_00123')
})

test('an order id given as a number becomes its digits', () => {
  equal(eventIdOf(undefined, ORDER, { order_id: 450789469 }, minted), 'order_450789469')
})

test('an order id too large for a JavaScript number is not guessed', () => {
  equal(eventIdOf(undefined, ORDER, { order_id: 2 ** 53 }, minted), 'minted')
})

test('a template with a missing or blank field makes no id', () => {
  equal(eventIdOf(undefined, ORDER, {}, minted), 'minted')
  equal(eventIdOf(undefined, ORDER, { order_id: ' ' }, minted), 'minted')
  equal(eventIdOf(undefined, ORDER, { order_id: null }, minted), 'minted')
  equal(eventIdOf(undefined, '{shop}-{order_id}', { order_id: '7' }, minted), 'minted')
})

test('an event without a template gets a minted id', () => {
  equal(eventIdOf(undefined, null, { order_id: '7' }, minted), 'minted')
})

test('an id that the gateway would refuse is not sent: blank, over 128 characters, not printable', () => {
  for (const id of ['', '  ', 'x'.repeat(129), 'a\nb', {}, null]) equal(eventIdOf(id, null, {}, minted), 'minted')
  equal(eventIdOf('x'.repeat(128), null, {}, minted), 'x'.repeat(128))
})

test('white space around an id is no part of it', () => {
  equal(eventIdOf(' 42 ', null, {}, minted), '42')
})

test('a minted id holds 128 bits of chance, in characters that every platform takes', () => {
  match(mintId(crypto), /^\d{1,10}(-\d{1,10}){3}$/)
})

test('a thousand minted ids are a thousand ids', () => {
  equal(new Set(Array.from({ length: 1000 }, () => mintId(crypto))).size, 1000)
})
