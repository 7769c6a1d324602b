import { deepEqual, equal } from 'node:assert/strict'
import test from 'node:test'
import { openEar } from '../parts/observer/ear.ts'
import type { Moving } from '../parts/observer/moves.ts'
import { openWrapper } from '../parts/observer/wrapper.ts'
import type { Policy } from '../src/settings.ts'
import { fakeHost } from './host.ts'

const OURS = '1234567890'

/** Meta's base code, https://developers.facebook.com/documentation/meta-pixel/get-started; the library comes later. */
function pixel() {
  const sent: unknown[][] = []
  const fbq: any = function (this: unknown, ...words: unknown[]) {
    return fbq.callMethod ? fbq.callMethod.apply(this, words) : fbq.queue.push(words)
  }
  Object.assign(fbq, { push: fbq, queue: [], loaded: true, version: '2.0' })
  function load() {
    fbq.callMethod = (...words: unknown[]) => void sent.push(words)
    for (const call of fbq.queue.splice(0)) fbq.callMethod(...call)
  }
  return { fbq, sent, load }
}

function observed(consent: Policy = 'opt_out', more: object = {}, host: object = {}) {
  const told = fakeHost({ settings: { consent, events: {}, pixels: [OURS], ...more } as any, ...host })
  const moves: (() => void)[] = []
  const location = { href: 'https://shop.example/' }
  const navigation = { addEventListener: (_: string, run: () => void) => moves.push(run) }
  const page = { location, navigation } as unknown as Moving
  const [turn, wrap] = openWrapper(page, openEar(told.host), consent === 'opt_out')
  const move = (href: string) => {
    location.href = href
    moves.forEach((run) => run())
  }
  return { ...told, turn, wrap, move }
}

test('a call that waits in the queue gets an id, and is mirrored with it', () => {
  const { calls, wrap } = observed()
  const { fbq, load, sent } = pixel()
  const data = { value: 5, currency: 'EUR' }
  fbq('init', OURS)
  fbq('track', 'AddToCart', data)
  wrap(fbq)
  load()
  deepEqual(calls, [['mirror', 'track', 'AddToCart', data, { eventID: undefined }]])
  deepEqual(sent, [['init', OURS], ['track', 'AddToCart', data, { eventID: 'minted-1' }]])
  equal(sent[1]![2], data)
})

test('a later call gets an id too, before and after the library has come, and keeps its this and its answer', () => {
  const { calls, wrap } = observed()
  const { fbq, load, sent } = pixel()
  const page = wrap(fbq)
  page('track', 'PageView')
  load()
  let self: unknown
  fbq.callMethod = function (this: unknown, ...words: unknown[]) {
    self = this
    sent.push(words)
    return 'answer'
  }
  equal(page.call('me', 'trackCustom', 'Quote', { a: 1 }), 'answer')
  equal(self, 'me')
  deepEqual(sent, [
    ['track', 'PageView', undefined, { eventID: 'minted-1' }],
    ['trackCustom', 'Quote', { a: 1 }, { eventID: 'minted-2' }],
  ])
  deepEqual(calls.map(([, verb, name]) => [verb, name]), [['track', 'PageView'], ['trackCustom', 'Quote']])
})

test("an id of the page's own is kept, and the call stays the very one it was", () => {
  const { calls, wrap } = observed()
  const { fbq, sent, load } = pixel()
  load()
  const options = { eventID: 'mine' }
  wrap(fbq)('track', 'Lead', {}, options)
  equal(sent[0]![3], options)
  deepEqual(calls, [['mirror', 'track', 'Lead', {}, { eventID: 'mine' }]])
})

test('trackSingle is mirrored for our pixels only; for another it stays as it is', () => {
  const { calls, wrap } = observed()
  const { fbq, sent, load } = pixel()
  load()
  const page = wrap(fbq)
  page('trackSingle', 'theirs', 'Lead', { a: 1 })
  page('trackSingle', OURS, 'Lead', { b: 1 })
  page('trackSingleCustom', Number(OURS), 'Quote')
  deepEqual(sent, [
    ['trackSingle', 'theirs', 'Lead', { a: 1 }],
    ['trackSingle', OURS, 'Lead', { b: 1 }, { eventID: 'minted-1' }],
    ['trackSingleCustom', Number(OURS), 'Quote', undefined, { eventID: 'minted-2' }],
  ])
  deepEqual(calls.map(([, verb, name]) => [verb, name]), [['track', 'Lead'], ['trackCustom', 'Quote']])
})

test('advanced matching of our pixel says who the visitor is', () => {
  const { calls, wrap } = observed()
  const page = wrap(pixel().fbq)
  page('init', 'theirs', { em: 'not@ours.example' })
  page('init', OURS, { em: 'ada@example.com' })
  page('init', OURS)
  deepEqual(calls, [['identify', { em: 'ada@example.com' }]])
})

test('other commands pass as they are', () => {
  const { calls, wrap } = observed()
  const { fbq, sent, load } = pixel()
  load()
  const words = ['set', 'autoConfig', false, OURS]
  wrap(fbq)(...words)
  deepEqual(sent, [words])
  deepEqual(calls, [])
})

test('what the tag itself says is not mirrored, and a pixel that the page has named is not named again', () => {
  const { calls, wrap } = observed()
  const { fbq, sent, load } = pixel()
  load()
  const page = wrap(fbq)
  page('init', OURS)
  page.tandem('init', OURS, {})
  page.tandem('init', 'another', {})
  page.tandem('trackSingle', OURS, 'Lead', {}, { eventID: 'x' })
  deepEqual(sent.map(([verb, pixel]) => [verb, pixel]), [['init', OURS], ['init', 'another'], ['trackSingle', OURS]])
  deepEqual(calls, [])
})

test("somebody else's wrapper around ours hears each event once", () => {
  const { calls, wrap } = observed()
  const { fbq, sent, load } = pixel()
  load()
  const first = wrap(fbq)
  const page = wrap((...words: unknown[]) => first(...words))
  page('track', 'Lead')
  page.tandem('trackSingle', OURS, 'Contact', {}, { eventID: 'x' })
  equal(calls.length, 1)
  deepEqual(sent.map((call) => call.at(-1)), [{ eventID: 'minted-1' }, { eventID: 'x' }])
})

test('push is the same function, and wrapping twice changes nothing', () => {
  const { calls, wrap } = observed()
  const { fbq } = pixel()
  const page = wrap(fbq)
  equal(wrap(fbq), page)
  equal(wrap(page), page)
  page.push('track', 'Lead')
  equal(calls.length, 1)
})

test('opt-in: the refusal stands before init, a grant takes it away again', () => {
  const { turn, wrap } = observed('opt_in')
  const { fbq } = pixel()
  fbq('init', OURS)
  wrap(fbq)('track', 'Lead')
  deepEqual(fbq.queue.map(([verb, word]: string[]) => [verb, word]), [['consent', 'revoke'], ['init', OURS], ['track', 'Lead']])
  turn(true)
  deepEqual(fbq.queue.map(([verb]: string[]) => verb), ['init', 'track'])
  turn(false)
  equal(fbq.queue[0][1], 'revoke')
})

test('a library that is there already is told at once, and of each change once', () => {
  const { turn, wrap } = observed('opt_in')
  const { fbq, sent, load } = pixel()
  load()
  const page = wrap(fbq)
  turn(true)
  page('track', 'Lead')
  turn(false)
  deepEqual(sent.map(([verb, word]) => [verb, word]), [['consent', 'revoke'], ['consent', 'grant'], ['track', 'Lead'], ['consent', 'revoke']])
})

test("the base code may come after the tag: the refusal still stands before init", () => {
  const { wrap } = observed('opt_in')
  const fbq: any = (...words: unknown[]) => fbq.queue.push(words)
  const page = wrap(fbq)
  fbq.queue = []
  page('init', OURS)
  deepEqual(fbq.queue, [['consent', 'revoke'], ['init', OURS]])
})

test("the page's own word on consent is the visitor's answer, and reaches the Pixel by way of it", () => {
  const { calls, turn, wrap } = observed('opt_in')
  const { fbq, sent, load } = pixel()
  fbq('consent', 'revoke')
  fbq('init', OURS)
  const page = wrap(fbq)
  load()
  page('consent', 'grant')
  deepEqual(calls, [['consent', 'granted', { signal: 'fbq' }]])
  turn(true)
  page('consent', 'revoke')
  deepEqual(calls[1], ['consent', 'denied', { signal: 'fbq' }])
  turn(false)
  deepEqual(sent, [['consent', 'revoke'], ['init', OURS], ['consent', 'grant'], ['consent', 'revoke']])
})

test('where the tag reads the banner itself, the page cannot grant what the visitor has not', () => {
  const { calls, wrap } = observed('opt_in', { cmp: {} })
  const { fbq, sent, load } = pixel()
  load()
  wrap(fbq)('consent', 'grant')
  deepEqual(calls, [])
  deepEqual(sent, [['consent', 'revoke']])
})

test('a page that moves without being loaded is one page view, with an id', () => {
  const { calls, move, wrap } = observed()
  const { fbq, sent, load } = pixel()
  wrap(fbq)('init', OURS)
  load()
  move('https://shop.example/cart')
  move('https://shop.example/cart#reviews')
  equal(fbq.disablePushState, true)
  equal(fbq.allowDuplicatePageViews, undefined)
  deepEqual(sent.slice(1), [['track', 'PageView', undefined, { eventID: 'minted-1' }]])
  equal(calls.length, 1)
})

test('a page that reports its own moves, and a library that does already, are left alone', () => {
  const { calls, move, wrap } = observed()
  const own = pixel()
  own.fbq.disablePushState = true
  const late = pixel()
  late.load()
  for (const { fbq } of [own, late]) wrap(fbq)('init', OURS)
  move('https://shop.example/cart')
  equal(late.fbq.disablePushState, undefined)
  deepEqual(calls, [])
})

test('a mirror that fails costs Meta nothing', () => {
  const mirror = () => {
    throw new Error('fault')
  }
  const { wrap } = observed('opt_out', {}, { mirror })
  const { fbq, sent, load } = pixel()
  load()
  wrap(fbq)('track', 'Lead')
  deepEqual(sent, [['track', 'Lead']])
})
