import { deepEqual, equal } from 'node:assert/strict'
import test from 'node:test'
import { clickIn } from '../src/clickids.ts'

const NOW = 1795305600000
const idIn = (address: string, referrer = '') => clickIn(address, referrer, NOW)?.id

test('a click id keeps its case and its moment of first sight', () => {
  const address = 'https://shop.example/?utm_source=fb&fbclid=IwAR0aBcD_-x&x=1#top'
  deepEqual(clickIn(address, '', NOW), { id: 'IwAR0aBcD_-x', seen: NOW })
})

test('a click id with % or + stays as it stands in the address: decoding would change what Meta compares', () => {
  equal(idIn('https://shop.example/?fbclid=a%2Bb+c'), 'a%2Bb+c')
})

test('without a click id in the address, the one of the referrer counts', () => {
  equal(idIn('https://shop.example/', 'https://shop.example/landing?fbclid=FromReferrer'), 'FromReferrer')
  equal(idIn('https://shop.example/?fbclid=Here', 'https://l.example/?fbclid=There'), 'Here')
})

test('a click id of 500 characters counts, a longer one does not', () => {
  equal(idIn(`https://shop.example/?fbclid=${'x'.repeat(500)}`), 'x'.repeat(500))
  equal(idIn(`https://shop.example/?fbclid=${'x'.repeat(501)}`), undefined)
})

test('no click id is read from other parameters, from the fragment, or from an empty value', () => {
  equal(idIn('https://shop.example/?notfbclid=a'), undefined)
  equal(idIn('https://shop.example/#?fbclid=a'), undefined)
  equal(idIn('https://shop.example/?fbclid=&x=1'), undefined)
})

test('an address cannot write cookie attributes through the click id', () => {
  equal(idIn('https://shop.example/?fbclid=a;max-age=1'), undefined)
})

test('a click id with a dot is ignored: it would make an _fbc of six parts, for which Meta refuses the whole event', () => {
  equal(idIn('https://shop.example/?fbclid=a.b'), undefined)
})
