import { equal, match, ok } from 'node:assert/strict'
import test from 'node:test'
import { isUnder, mintReference, placeOf, without } from '../parts/bridge/address.ts'

const REFERENCE = '0k2m9v7q1t5r3n8p6s4u0w2y7x'

test('a reference is taken out of an address, and the rest stays as it is written', () => {
  for (const [with_, bare] of [
    [`https://pay.example/?_t=${REFERENCE}`, 'https://pay.example/'],
    [`https://pay.example/?_t=${REFERENCE}#top`, 'https://pay.example/#top'],
    [`https://pay.example/?a=%20+b&_t=${REFERENCE}&c=d#top`, 'https://pay.example/?a=%20+b&c=d#top'],
    [`https://pay.example/?_t=${REFERENCE}&c=d`, 'https://pay.example/?c=d'],
    [`https://pay.example/?a=b&_t=${REFERENCE}`, 'https://pay.example/?a=b'],
    ['https://pay.example/?my_t=1&_tt=2', 'https://pay.example/?my_t=1&_tt=2'],
  ] as const) {
    equal(without(with_, placeOf('_t')), bare)
  }
})

test('only what can be a reference is taken for one', () => {
  equal(placeOf('_t').exec(`?a=b&_t=${REFERENCE}&c=d`)?.[2], REFERENCE)
  for (const query of ['', '?_t=', '?_t=short', `?x_t=${REFERENCE}`, `?_t=${REFERENCE}%20`, `?_t=${'x'.repeat(65)}`]) {
    equal(placeOf('_t').exec(query), null, query)
  }
})

test('a domain stands for all beneath it, and for nothing beside it', () => {
  equal(isUnder('pay.example.net', ['example.net']), true)
  equal(isUnder('example.net', ['example.net']), true)
  equal(isUnder('badexample.net', ['example.net']), false)
  equal(isUnder('example.net.evil.example', ['example.net']), false)
  equal(isUnder('example.net', []), false)
})

test('a reference has 130 bits of chance, and stands in an address as it is', () => {
  match(mintReference(crypto), /^[0-9a-v]{26}$/)
  ok(mintReference(crypto) !== mintReference(crypto))
})
