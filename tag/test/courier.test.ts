import { deepEqual, equal } from 'node:assert/strict'
import test from 'node:test'
import { openCourier } from '../src/courier.ts'

/** A gateway that answers in turn, and a clock that stands until it is told to move. */
function scene(...statuses: number[]) {
  const lost: string[] = []
  const posted: string[] = []
  const beaconed: string[] = []
  const timers: (() => void)[] = []
  const post = async (body: string) => (posted.push(body), statuses.shift() ?? 202)
  const wait = () => new Promise<void>((done) => timers.push(done))
  const tell = (_: unknown, body: unknown) => (lost.push(String(body)), false)
  const late: number[] = []
  const courier = openCourier(post, (body) => beaconed.push(body), wait, tell, () => late.push(posted.length))
  const settled = () => new Promise<void>((done) => setImmediate(done))
  const tick = async () => {
    timers.splice(0).forEach((done) => done())
    await settled()
  }
  return { courier, posted, beaconed, lost, late, settled, tick, waiting: () => timers.length }
}

declare function setImmediate(run: () => void): void

test('what the gateway takes is sent once', async () => {
  const { courier, posted, beaconed, settled, waiting } = scene(202)
  void courier.deliver('a')
  await settled()
  deepEqual([posted, beaconed, waiting()], [['a'], [], 0])
})

test('silence, 429 and 5xx are tried again with the same body, hence the same ids', async () => {
  for (const status of [0, 429, 500, 503]) {
    const { courier, posted, settled, tick } = scene(status, 202)
    void courier.deliver('a')
    await settled()
    await tick()
    deepEqual(posted, ['a', 'a'], String(status))
  }
})

test('a refusal is not repeated: another try would not change it', async () => {
  for (const status of [400, 403, 413]) {
    const { courier, posted, settled, waiting } = scene(status)
    void courier.deliver('a')
    await settled()
    deepEqual([posted, waiting()], [['a'], 0], String(status))
  }
})

test('where fetch always fails, the last try is a beacon, and then it is over', async () => {
  const { courier, posted, beaconed, settled, tick, waiting } = scene(0, 0, 0, 0)
  void courier.deliver('a')
  await settled()
  await tick()
  await tick()
  deepEqual([posted, beaconed, waiting()], [['a', 'a'], ['a'], 0])
})

test('a page that goes away takes nothing along: what rests for another try goes at once', async () => {
  const { courier, beaconed, settled } = scene(503)
  void courier.deliver('a')
  await settled()
  courier.hurry()
  deepEqual(beaconed, ['a'])
})

test('after a withdrawal nothing is tried again', async () => {
  const { courier, posted, beaconed, settled, tick } = scene(503)
  void courier.deliver('a')
  await settled()
  courier.discard()
  courier.hurry()
  await tick()
  deepEqual([posted, beaconed], [['a'], []])
})

test('an answer to what was discarded is told: its cookies may have come after those of the refusal', async () => {
  const { courier, late, settled } = scene(202, 202)
  void courier.deliver('a yes')
  courier.discard()
  void courier.deliver('a no')
  await settled()
  deepEqual(late, [2])
})

test('a gateway that is down does not fill the memory: twenty bodies wait, no more', async () => {
  const { courier, settled, waiting } = scene(...Array<number>(30).fill(503))
  for (let i = 0; i < 30; i += 1) void courier.deliver(String(i))
  await settled()
  equal(waiting(), 20)
})

test('what has no answer yet when the page may go counts as lost, but is not sent a second time', async () => {
  const { courier, beaconed, lost, settled } = scene()
  void courier.deliver('on its way')
  courier.hurry()
  deepEqual([lost, beaconed], [['on its way'], []])
  await settled()
  courier.hurry()
  deepEqual(lost, ['on its way'])
})

test('hidden, then closed: what rests goes once', async () => {
  const { courier, beaconed, settled } = scene(503)
  void courier.deliver('a')
  await settled()
  courier.hurry()
  courier.hurry()
  deepEqual(beaconed, ['a'])
})
