import { deepEqual, equal } from 'node:assert/strict'
import test from 'node:test'
import { answerOf, openGate, refusalOf } from '../src/consent.ts'
import type { Policy } from '../src/settings.ts'

const NOW = 1795305600000
const GRANTED = { ads: 'granted' } as const
const DENIED = { ads: 'denied' } as const
const UNKNOWN = { ads: 'unknown' } as const

function gateWith(policy: Policy) {
  const log: string[] = []
  const note = (word: string) => void log.push(word)
  return { log, gate: openGate<string>({ consent: policy }, { open: () => note('open'), pass: note, shut: () => note('shut') }) }
}

test('opt-in: nothing passes before the answer, then everything in order', () => {
  const { log, gate } = gateWith('opt_in')
  gate.answer(UNKNOWN)
  gate.pass('a')
  gate.pass('b')
  deepEqual(log, [])
  gate.answer(GRANTED)
  gate.pass('c')
  deepEqual(log, ['open', 'a', 'b', 'c'])
})

test('a refusal drops what was held, for good', () => {
  const { log, gate } = gateWith('opt_in')
  gate.pass('a')
  gate.answer(DENIED)
  gate.pass('b')
  gate.answer(GRANTED)
  gate.pass('c')
  deepEqual(log, ['shut', 'open', 'c'])
})

test('opt-out: passes without an answer, until a refusal', () => {
  const { log, gate } = gateWith('opt_out')
  gate.answer(UNKNOWN)
  gate.pass('a')
  gate.answer(DENIED)
  gate.pass('b')
  deepEqual(log, ['open', 'a', 'shut'])
})

test('opt-out: a refusal that was queued before the tag came lets nothing through at all', () => {
  const { log, gate } = gateWith('opt_out')
  gate.pass('a')
  gate.answer(DENIED)
  deepEqual(log, ['shut'])
})

test('a banner that repeats its answer on every click changes nothing', () => {
  const { log, gate } = gateWith('opt_in')
  gate.answer(GRANTED)
  gate.answer(GRANTED)
  gate.answer(DENIED)
  gate.answer(DENIED)
  deepEqual(log, ['open', 'shut'])
})

test('a page that never asks does not fill the memory: the first hundred events wait', () => {
  const { log, gate } = gateWith('opt_in')
  for (let i = 1; i <= 150; i += 1) gate.pass(String(i))
  gate.answer(GRANTED)
  deepEqual([log.length, log.at(-1)], [101, '100'])
})

test('an answer carries who gave it and when', () => {
  deepEqual(answerOf('granted', undefined, NOW), { ads: 'granted', signal: 'manual', at: NOW })
  deepEqual(answerOf('denied', { signal: 'tcf', at: 1700000000000 }, NOW), { ads: 'denied', signal: 'tcf', at: 1700000000000 })
})

test('what is no answer is none: the visitor did not say it', () => {
  for (const word of ['yes', 'unknown', true, undefined]) equal(answerOf(word, {}, NOW), undefined)
})

test('what the page adds to an answer cannot make the gateway refuse the message', () => {
  for (const at of ['today', -1, 1795305600, 1e15, 1.5, null]) {
    deepEqual(answerOf('granted', { signal: 'x'.repeat(40), at }, NOW), { ads: 'granted', signal: 'x'.repeat(32), at: NOW })
  }
})

test('Global Privacy Control is a refusal when it is exactly true', () => {
  deepEqual(refusalOf({ globalPrivacyControl: true }, NOW), { ads: 'denied', signal: 'gpc', at: NOW })
  for (const value of [false, undefined, 'true', 1]) equal(refusalOf({ globalPrivacyControl: value }, NOW), false)
})

test('opt-in: who has no answer any more is asked again, whatever the answer was', () => {
  const { log, gate } = gateWith('opt_in')
  gate.answer(DENIED)
  gate.answer(UNKNOWN)
  gate.pass('a')
  gate.answer(GRANTED)
  gate.answer(UNKNOWN)
  gate.pass('b')
  deepEqual(log, ['shut', 'open', 'a', 'shut'])
})
