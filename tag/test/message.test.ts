import { deepEqual, equal, ok } from 'node:assert/strict'
import test from 'node:test'
import { bodiesOf, type Item } from '../src/message.ts'
import type { TagMessage } from '../src/wire.ts'

const HEAD = { consent: { ads: 'granted' }, visit: { fbp: 'fb.1.1.1' } } as const
const messages = (items: Item[], head: Parameters<typeof bodiesOf>[0] = HEAD) =>
  bodiesOf(head, items).map((body) => JSON.parse(body) as TagMessage)
const event = (id: number, note = '') => ({ event_name: 'Lead', event_id: String(id), event_time: 1, custom_data: { note } })
const idsIn = (sent: TagMessage[]) => sent.flatMap(({ events }) => (events ?? []).map(({ event_id }) => event_id))

test('events and reports travel in one message, each in its list', () => {
  const report = { event_name: 'Lead', event_id: '1', state: 'blocked' } as const
  const [message] = messages([event(1), report])
  deepEqual(idsIn([message!]), ['1'])
  deepEqual(message!.pixel, [report])
})

test('no message holds more than the 50 events that the gateway takes, and the order stays', () => {
  const sent = messages(Array.from({ length: 120 }, (_, id) => event(id)))
  ok(sent.every(({ events }) => events!.length <= 50))
  deepEqual(idsIn(sent), Array.from({ length: 120 }, (_, id) => String(id)))
})

test("large events are split so that each message fits the browser's 64 KiB for pages that close", () => {
  const bodies = bodiesOf(HEAD, Array.from({ length: 10 }, (_, id) => event(id, '€'.repeat(4000))))
  ok(bodies.every((body) => new TextEncoder().encode(body).length <= 65536))
  equal(idsIn(bodies.map((body) => JSON.parse(body) as TagMessage)).length, 10)
})

test('a message without events still tells the consent and the visit', () => {
  deepEqual(messages([]), [{ v: 1, tag: messages([])[0]!.tag, ...HEAD, events: [] }])
})

test('a refusal has no events, not even an empty list of them', () => {
  const [message] = messages([], { consent: { ads: 'denied' }, visit: {} })
  equal('events' in message!, false)
})
