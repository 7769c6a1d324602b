import { deepEqual, equal } from 'node:assert/strict'
import test from 'node:test'
import { openMoments } from '../src/moments.ts'

test('all who listen hear it in order, and one that throws stops nobody', () => {
  const { on, tell } = openMoments()
  const heard: unknown[] = []
  on('sent', () => {
    throw new Error('broken')
  })
  on('sent', (...what) => heard.push(what))
  on('lost', () => heard.push('not this'))
  equal(tell('sent', 'a', 1), false)
  deepEqual(heard, [['a', 1]])
})

test('it is taken care of when one of them says so, with true and nothing less', () => {
  const { on, tell } = openMoments()
  equal(tell('lost', 'body'), false)
  on('lost', () => 1)
  equal(tell('lost', 'body'), false)
  on('lost', () => true)
  equal(tell('lost', 'body'), true)
})
