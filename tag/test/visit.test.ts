import { deepEqual, equal, ok } from 'node:assert/strict'
import test from 'node:test'
import { forgetVisit, rememberVisit, type Jar } from '../src/visit.ts'

const NOW = 1795305600000
const SEEN = NOW - 5000

function jarOf(values: Record<string, string[]>): Jar & { values: Record<string, string[]> } {
  const write = (name: string, value: string) => void (values[name] = value ? [value] : [])
  return { values, index: 1, read: (name) => values[name] ?? [], write }
}

function remember(jar: Jar, id?: string) {
  let fresh = 0
  const visit = rememberVisit(jar, id ? { id, seen: SEEN } : undefined, NOW, () => 0.5, () => (fresh += 1))
  return { visit, fresh }
}

test("a new visitor gets an _fbp in Meta's format, and no _fbc without a click", () => {
  const jar = jarOf({})
  deepEqual(remember(jar), { visit: { fbp: 'fb.1.1795305600000.1073741824', fbc: undefined }, fresh: 1 })
  deepEqual(jar.values, { _fbp: ['fb.1.1795305600000.1073741824'] })
})

test('a click makes an _fbc with the moment the click was first seen, not the moment of consent', () => {
  equal(remember(jarOf({}), 'IwAR0aBc').visit.fbc, 'fb.1.1795305595000.IwAR0aBc')
})

test('what is there is kept byte for byte and not written again', () => {
  const kept = { _fbp: ['fb.2.1700000000000.123456789'], _fbc: ['fb.2.1700000000001.IwAR0aBc'] }
  const jar = { ...jarOf(kept), write: () => ok(false) }
  const { visit, fresh } = remember(jar, 'IwAR0aBc')
  deepEqual(visit, { fbp: kept._fbp[0], fbc: kept._fbc[0] })
  equal(fresh, 0)
})

test("ids that Meta's parameter builder has marked with a fifth part are kept", () => {
  for (const mark of ['AQ', 'AQICAQMC']) {
    const fbp = `fb.1.1700000000000.123456789.${mark}`
    equal(remember(jarOf({ _fbp: [fbp] })).visit.fbp, fbp)
  }
})

test('a new click replaces the old one, and only that', () => {
  const jar = jarOf({ _fbp: ['fb.1.1700000000000.1'], _fbc: ['fb.1.1700000000000.OldClick.AQICAQMC'] })
  const { visit, fresh } = remember(jar, 'NewClick')
  deepEqual(visit, { fbp: 'fb.1.1700000000000.1', fbc: 'fb.1.1795305595000.NewClick' })
  equal(fresh, 1)
})

test('the same click in other letters is another click: click ids are case-sensitive', () => {
  const jar = jarOf({ _fbc: ['fb.1.1700000000000.iwar'] })
  equal(remember(jar, 'IwAR').visit.fbc, 'fb.1.1795305595000.IwAR')
})

test('of two cookies with one name the one of this click counts', () => {
  const jar = jarOf({ _fbc: ['fb.1.1700000000000.Other', 'fb.0.1700000000000.This'] })
  equal(remember(jar, 'This').visit.fbc, 'fb.0.1700000000000.This')
})

test('malformed ids are replaced: Meta refuses a whole event for one of them', () => {
  const malformed = ['', 'fb', 'fb.1.2', 'fb.1.2.', 'fb.x.1700000000000.1', 'ga.1.1700000000000.1', 'fb.1.1.a.b.c', 'fb.1.1.a.toolong1x']
  for (const value of malformed) {
    equal(remember(jarOf({ _fbp: [value] })).visit.fbp, 'fb.1.1795305600000.1073741824', value)
  }
})

test('forgetting empties the jar and names the visit for the gateway', () => {
  const jar = jarOf({ _fbp: ['fb.1.1700000000000.1'], _fbc: ['fb.1.1700000000000.C'] })
  equal(forgetVisit(jar), 'fb.1.1700000000000.1')
  deepEqual(jar.values, { _fbp: [], _fbc: [] })
})
