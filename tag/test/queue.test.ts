import { deepEqual, equal } from 'node:assert/strict'
import test from 'node:test'
import { keptIn, nameOf, saidIn, type Store } from '../parts/queue/store.ts'

const NOW = 1795348800000
const HOUR = 3_600_000
const BOUNDS = { entries: 3, characters: 1000, age: 6 * 24 * HOUR }

const body = (event_id: string, event_time = NOW) =>
  JSON.stringify({ v: 1, consent: { ads: 'granted' }, events: [{ event_name: 'Lead', event_id, event_time, user_data: { em: 'ada@example.com' } }] })
const storeOf = (...bodies: string[]): Store =>
  Object.fromEntries(bodies.map((each) => [nameOf(saidIn(each))!, JSON.stringify(saidIn(each))]))
const idsIn = (store: Store) => Object.values(store).map((each) => saidIn(each).events![0]!.event_id)

test('customer data is left out of what is stored, and nothing else', () => {
  const said = saidIn(body('lead-1'))
  equal(JSON.stringify(said).includes('ada@'), false)
  deepEqual(said.events, [{ event_name: 'Lead', event_id: 'lead-1', event_time: NOW }])
})

test('a body has one name, whether it is whole or was stored', () => {
  equal(nameOf(saidIn(body('lead-1'))), nameOf(saidIn(JSON.stringify(saidIn(body('lead-1'))))))
})

test('a message without an event is not worth keeping', () => {
  equal(nameOf({ v: 1, consent: { ads: 'granted' }, events: [] }), undefined)
  equal(nameOf({ v: 1, consent: { ads: 'denied' } }), undefined)
})

test('the newest comes first, and of too many the oldest go', () => {
  const store = storeOf(...['a', 'b', 'c', 'd'].map((id, at) => body(id, NOW - HOUR * at)))
  deepEqual(keptIn(store, BOUNDS, NOW).map((name) => saidIn(store[name]!).events![0]!.event_id), ['a', 'b', 'c'])
  deepEqual(idsIn(store), ['a', 'b', 'c'])
})

test('what would be too long together goes from the oldest on', () => {
  const one = JSON.stringify(saidIn(body('a'))).length
  const store = storeOf(body('a'), body('b', NOW - 1), body('c', NOW - 2))
  keptIn(store, { ...BOUNDS, characters: one * 2 }, NOW)
  deepEqual(idsIn(store), ['a', 'b'])
})

test('what the gateway would refuse for its age is given up', () => {
  const store = storeOf(body('young', NOW - BOUNDS.age + 1), body('old', NOW - BOUNDS.age - 1))
  keptIn(store, BOUNDS, NOW)
  deepEqual(idsIn(store), ['young'])
})

test("the page's own entries stay untouched, also when all of ours go", () => {
  const store = { ...storeOf(body('a')), cart: '[1]', tandem: '["Purchase order_7"]' }
  deepEqual(keptIn(store, {}, NOW), [])
  deepEqual(store, { cart: '[1]', tandem: '["Purchase order_7"]' })
})
