// The same rows as tests/stations/event/test_event_ids.py: both legs must make the same id of the same order.
import assert from 'node:assert/strict'
import test from 'node:test'
import contract from '../../contracts/event_ids.json'
import { eventIdOf } from '../src/ids.ts'

for (const { template, params, event_id } of contract.cases) {
  test(`the tag makes the documented id: ${template} of ${JSON.stringify(params)}`, () => {
    assert.equal(eventIdOf(undefined, template, params, () => 'minted'), event_id ?? 'minted')
  })
}
