import { deepEqual, equal } from 'node:assert/strict'
import test from 'node:test'
import { routeOf, usesPixel } from '../src/route.ts'
import type { Settings } from '../src/settings.ts'

type Site = Pick<Settings, 'events' | 'mode' | 'pixels'>

const SITE: Site = {
  mode: 'both',
  pixels: ['1234567890'],
  events: { PageView: { legs: ['browser'] }, Purchase: { legs: ['browser', 'server'] }, Refund: { legs: ['server'] } },
}
const apiOnly: Site = { ...SITE, mode: 'api_only' }
const pixelOnly: Site = { ...SITE, mode: 'pixel_only' }

test('an event takes the legs that the dictionary names; one with a server leg is a conversion', () => {
  deepEqual(routeOf('PageView', SITE), { browser: true, server: false, once: false })
  deepEqual(routeOf('Purchase', SITE), { browser: true, server: true, once: true })
  deepEqual(routeOf('Refund', SITE), { browser: false, server: true, once: true })
})

test('an event that the dictionary does not name takes both legs, whatever its name', () => {
  for (const name of ['QuoteAsked', 'constructor', '__proto__']) {
    deepEqual(routeOf(name, SITE), { browser: true, server: true, once: true }, name)
  }
})

test('api_only has no browser leg, and never loads the Pixel', () => {
  deepEqual(routeOf('Purchase', apiOnly), { browser: false, server: true, once: true })
  deepEqual(routeOf('PageView', apiOnly), { browser: false, server: false, once: false })
  equal(usesPixel(apiOnly), false)
})

test('pixel_only has no server leg', () => {
  deepEqual(routeOf('Purchase', pixelOnly), { browser: true, server: false, once: true })
})

test('a site without a pixel has no browser leg', () => {
  deepEqual(routeOf('Purchase', { ...SITE, pixels: [] }), { browser: false, server: true, once: true })
})
