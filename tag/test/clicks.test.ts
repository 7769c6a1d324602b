import { deepEqual, equal } from 'node:assert/strict'
import test from 'node:test'
import { knows } from '../parts/inapp/app.ts'
import { clicksOf } from '../parts/clicks/landing.ts'
import { clicksIn, keepClicks } from '../parts/clicks/store.ts'
import { fakeHost } from './host.ts'

const NAMES = 'gclid|ttclid|sccid|epik'
const NOW = 1795348800000
const click = (id: string, at = NOW) => ({ id, at })

test('clicks are taken from the address as they stand there: case kept, not decoded', () => {
  const found = clicksOf('https://shop.example/?a=1&gclid=Cj0-Ab_c&epik=dj0%3D%3D&ttclid=E.C.P.x#gclid=no', '', NAMES, NOW)
  deepEqual(found, { gclid: click('Cj0-Ab_c'), epik: click('dj0%3D%3D'), ttclid: click('E.C.P.x') })
})

test('a parameter is known in any case', () => {
  deepEqual(clicksOf('https://shop.example/?ScCid=3F9a', '', NAMES, NOW), { sccid: click('3F9a') })
})

test('the address goes before the referrer', () => {
  const referrer = 'https://www.google.com/?gclid=Old&epik=FromThere'
  const found = clicksOf('https://shop.example/?gclid=New', referrer, NAMES, NOW)
  deepEqual(found, { gclid: click('New'), epik: click('FromThere') })
})

test('what could not stand in a cookie, or is too long to be an id, is no click, and hides no other', () => {
  const bad = ['', 'a;b', 'a b', 'a!b', '"a"', 'x'.repeat(501), 'ada@example.com']
  for (const value of bad) {
    deepEqual(clicksOf(`https://shop.example/?gclid=${value}&epik=E`, '', NAMES, NOW), { epik: click('E') }, value)
  }
})

test('a name inside another name is no click', () => {
  deepEqual(clicksOf('https://shop.example/?mygclid=A&gclidx=B', '', NAMES, NOW), {})
})

test('clicks are read back as they were kept', () => {
  const { host } = fakeHost()
  const clicks = { gclid: click('Cj0-Ab_c'), ttclid: click('E.C.P.x', NOW - 1) }
  keepClicks(host.jar, clicks)
  deepEqual(clicksIn(host.jar), clicks)
})

test('the cookie stays small: the oldest click goes first', () => {
  const { host, cookies } = fakeHost()
  const long = 'x'.repeat(500)
  keepClicks(host.jar, Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((name) => [name, click(long)])))
  deepEqual(Object.keys(clicksIn(host.jar)), ['b', 'c', 'd', 'e', 'f', 'g'])
  equal(cookies.get('_tandem')!.length < 4096, true)
})

test('only apps that answer are asked for their click id', () => {
  const android = 'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36'
  equal(knows(`${android} [FB_IAB/FB4A;FBAV/397.0.0.1]`), true)
  equal(knows(`${android} [FB_IAB/FB4A;FBAV/396.9.0.1]`), false)
  equal(knows(`${android} Instagram 264.0.0.22 Android`), true)
  equal(knows(`${android} Instagram 263.9 Android`), false)
  equal(knows(android), false)
})
