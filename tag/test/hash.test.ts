import { deepEqual, equal, ok } from 'node:assert/strict'
import { readFileSync, readdirSync } from 'node:fs'
import test from 'node:test'
import { normalOf } from '../parts/hash/normal.ts'

interface Vector {
  readonly key: string
  readonly input: unknown
  readonly normal: string | null
  readonly sha256: string | null
  readonly country?: string
  readonly region?: string
  readonly hashed?: boolean
}
const FOLDER = 'contracts/meta/vectors'
const VECTORS: Vector[] = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.json'))
  .flatMap((name) => JSON.parse(readFileSync(`${FOLDER}/${name}`, 'utf8')).vectors)

/** What the tag can be told at all: a text, without a region of the gateway's settings, not hashed yet. */
const plain = VECTORS.filter(({ key, input, hashed, region }) => typeof input === 'string' && !hashed && !/^[0-9a-f]{64}$/.test(input) && !region && !/_/.test(key.replace('external_id', '')))
const made = ({ key, input, country }: Vector) => normalOf(key, input as string, country) ?? null
const title = ({ key, input, country }: Vector) => `${key} ${country} ${JSON.stringify(input)}`

test('no vector is ever hashed in another form than its source says: better not at all', () => {
  const wrong = plain.filter((vector) => made(vector) !== null && made(vector) !== vector.normal)
  deepEqual(wrong.map((vector) => `${title(vector)}: ${made(vector)} for ${vector.normal}`), [])
})

test('addresses, names, cities, genders and ids of one’s own have every vector’s form', () => {
  const easy = plain.filter(({ key }) => ['em', 'fn', 'ln', 'ct', 'ge', 'external_id'].includes(key))
  ok(easy.length > 200)
  deepEqual(easy.filter((vector) => made(vector) !== vector.normal).map(title), [])
})

test('what an autofilled form holds has its form: a number with +, a date as browsers give it, codes of places', () => {
  equal(normalOf('ph', '+1 (650) 555-1212'), '16505551212')
  equal(normalOf('ph', '(650) 555-1212'), undefined)
  equal(normalOf('db', '1997-02-16'), '19970216')
  equal(normalOf('db', '1997-02-30'), undefined)
  equal(normalOf('country', 'US'), 'us')
  equal(normalOf('zp', '94035-1234', 'US'), '94035')
  equal(normalOf('st', 'CA', 'US'), 'ca')
  equal(normalOf('st', 'California', 'US'), undefined)
})

test('the countries are those of ISO 3166-1', () => {
  const known = Object.keys(JSON.parse(readFileSync('contracts/identity/countries.json', 'utf8')).countries)
  const letters = [...'abcdefghijklmnopqrstuvwxyz']
  const all = letters.flatMap((one) => letters.map((two) => one + two))
  deepEqual(all.filter((code) => normalOf('country', code)), known.sort())
})
