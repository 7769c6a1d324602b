import { equal } from 'node:assert/strict'
import test from 'node:test'
import { openMemory } from '../src/memory.ts'

const page = (tandem?: string) => ({ localStorage: (tandem === undefined ? {} : { tandem }) as Storage })

test('a conversion is new once, also for the next page', () => {
  const shared = page()
  equal(openMemory(shared).isNew('Purchase order_1'), true)
  equal(openMemory(shared).isNew('Purchase order_1'), false)
  equal(openMemory(shared).isNew('Purchase order_2'), true)
})

test('a day is new once, and no conversion', () => {
  const shared = page()
  equal(openMemory(shared).isNew(20779), true)
  equal(openMemory(shared).isNew(20779), false)
  equal(openMemory(shared).isNew('20779'), true)
})

test('the oldest is forgotten after ninety-nine others, not before', () => {
  const memory = openMemory(page())
  for (let order = 0; order < 99; order += 1) memory.isNew(`Purchase order_${order}`)
  equal(memory.isNew('Purchase order_0'), false)
  memory.isNew('Purchase order_99')
  equal(memory.isNew('Purchase order_0'), true)
})

test('a refusal leaves nothing behind', () => {
  const shared = page()
  const memory = openMemory(shared)
  memory.isNew('Purchase order_1')
  memory.forget()
  equal('tandem' in shared.localStorage, false)
})

test('where storage is refused or holds something else, every time is the first', () => {
  const refusing = { get localStorage(): Storage { throw new Error('denied') } }
  for (const memory of [openMemory(refusing), openMemory(page('{not json')), openMemory(page('7'))]) {
    equal(memory.isNew('Purchase order_1'), true)
    equal(memory.isNew('Purchase order_1'), true)
    memory.forget()
  }
})
