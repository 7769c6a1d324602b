import { deepEqual, equal, ok } from 'node:assert/strict'
import test from 'node:test'
import { textOf } from '../parts/notes/texts.ts'
import { userDataIn } from '../src/user.ts'

function identified(given: unknown) {
  const warnings: string[] = []
  return { user: userDataIn(given, (...[, ...note]) => !warnings.push(textOf(note).join(' '))), warnings }
}

test("the eleven keys of Meta's advanced matching are kept", () => {
  const given = { em: 'ada@example.com', ph: '+441', fn: 'a', ln: 'b', ge: 'f', db: '18151210', ct: 'c', st: 'd', zp: 'e', country: 'gb', external_id: '7' }
  deepEqual(identified(given), { user: given, warnings: [] })
})

test('a customer number becomes a text: the Pixel takes no number', () => {
  deepEqual(identified({ external_id: 7 }).user, { external_id: '7' })
})

test('empty and unknown fields are left out with a warning that shows no value', () => {
  const { user, warnings } = identified({ em: ' ', ph: null, fn: undefined, email: 'ada@example.com' })
  deepEqual(user, {})
  equal(warnings.length, 4)
  ok(!warnings.join().includes('ada@'))
})

test('what is no object identifies nobody', () => {
  for (const given of [undefined, null, 7]) deepEqual(identified(given).user, {})
})
