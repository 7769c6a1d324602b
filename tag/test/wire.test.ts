import { readFileSync } from 'node:fs'
import { equal } from 'node:assert/strict'
import test from 'node:test'
import { typesOf } from '../../tools/tag_wire.mjs'

test('the types of what the tag sends are those of the contract; if not, run `node tools/tag_wire.mjs`', () => {
  const schema: unknown = JSON.parse(readFileSync('contracts/wire.schema.json', 'utf8'))
  equal(readFileSync('tag/src/wire.ts', 'utf8'), typesOf(schema))
})
