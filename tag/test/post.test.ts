import { deepEqual, equal } from 'node:assert/strict'
import test from 'node:test'
import { openPost } from '../src/post.ts'

/** A browser whose requests wait to be answered; which of them may outlive the page. */
function scene() {
  const kept: boolean[] = []
  const answers: ((status: number) => void)[] = []
  const told: unknown[][] = []
  const page = globalThis as { fetch: unknown }
  page.fetch = (_: string, { keepalive }: { keepalive: boolean }) => {
    kept.push(keepalive)
    return new Promise((done) => answers.push((status) => done({ status })))
  }
  const post = openPost('https://gw.example/e', (...what) => (told.push(what), false))
  return { post, kept, answers, told }
}

test('64 KiB together outlive the page: what comes on top goes without, until there is room again', async () => {
  const { post, kept, answers } = scene()
  const third = 'x'.repeat(65536 / 3 / 3)
  const posted = [third, third, third, 'one more'].map(post)
  deepEqual(kept, [true, true, true, false])
  answers.forEach((answer) => answer(202))
  await Promise.all(posted)
  void post('and another')
  equal(kept.at(-1), true)
})

test('a body too long by itself takes no room from the others', () => {
  const { post, kept } = scene()
  void post('x'.repeat(65536))
  void post('y')
  deepEqual(kept, [false, true])
})

test('every answer is told with its body, and silence as 0', async () => {
  const { post, answers, told } = scene()
  const posted = post('a')
  answers[0]!(503)
  equal(await posted, 503)
  ;(globalThis as { fetch: unknown }).fetch = () => Promise.reject(new Error('offline'))
  equal(await post('b'), 0)
  deepEqual(told, [
    ['answered', 'a', { status: 503 }],
    ['answered', 'b', { status: 0 }],
  ])
})
