import { deepEqual, equal, match, ok } from 'node:assert/strict'
import test from 'node:test'
import { openJar, subdomainIndex } from '../src/cookies.ts'

/** A document that shows `cookies` and notes each line written. */
function pageOf(address: string, cookies = '') {
  const written: string[] = []
  const page = {
    location: new URL(address),
    get cookie() {
      return cookies
    },
    set cookie(line: string) {
      written.push(line)
    },
  }
  return { page, written }
}

function written(address: string, domain: string): string {
  const { page, written } = pageOf(address)
  openJar(page, domain).write('_fbp', 'fb.1.2.3')
  return written.at(-1)!
}

test('the index counts the labels of the domain, less one, and is 1 where a host has no parent', () => {
  const indices = { 'example.com': 1, 'www.example.com': 2, 'shop.co.uk': 2, localhost: 1, '127.0.0.1': 1, '[::1]': 1 }
  for (const [domain, index] of Object.entries(indices)) equal(subdomainIndex(domain), index, domain)
})

test('a cookie lives 90 days on the whole site, and travels over HTTPS only where the page does', () => {
  equal(written('https://example.com/', ''), '_fbp=fb.1.2.3;max-age=7776000;path=/;SameSite=Lax;Secure')
  equal(written('http://localhost/', ''), '_fbp=fb.1.2.3;max-age=7776000;path=/;SameSite=Lax')
})

test('a cookie is for the wanted domain, and the index is the one of that domain', () => {
  match(written('http://www.example.com/', 'example.com'), /;domain=example\.com$/)
  equal(openJar(pageOf('http://www.example.com/').page, 'example.com').index, 1)
  equal(openJar(pageOf('http://www.example.com/').page, '').index, 2)
})

test('a page outside the wanted domain keeps its cookies to itself: a browser refuses the others', () => {
  ok(!written('http://notexample.com/', 'example.com').includes('domain='))
  equal(openJar(pageOf('http://www.other.com/').page, 'example.com').index, 2)
})

test('every cookie of the name is read, raw, and none of a similar name', () => {
  const { page } = pageOf('http://example.com/', 'x_fbp=no; _fbp=a=1; _fbpx=no; _fbp=b%2F; y=_fbp=no')
  deepEqual(openJar(page, '').read('_fbp'), ['a=1', 'b%2F'])
})

test('a cookie is taken away from every domain that it may have been set for', () => {
  const { page, written } = pageOf('http://www.example.com/', 'a=b; _fbc=fb.1.2.3')
  openJar(page, '').write('_fbc', '')
  const domains = written.map((line) => /domain=(.*)$/.exec(line)?.[1] ?? 'host')
  deepEqual(domains, ['host', 'www.example.com', 'example.com', 'com'])
  ok(written.every((line) => line.startsWith('_fbc=;max-age=0;')))
})

test('where nothing shows under a name, it is written once, and taken away not at all', () => {
  const { page, written } = pageOf('http://www.example.com/', '_fbc=fb.1.2.3')
  const jar = openJar(page, '')
  jar.write('_fbp', '')
  jar.write('_fbp', 'fb.1.2.3')
  deepEqual(written, ['_fbp=fb.1.2.3;max-age=7776000;path=/;SameSite=Lax'])
})

test('a page that refuses storage has an empty jar that forgets', () => {
  const page = {
    location: new URL('http://example.com/'),
    get cookie(): string {
      throw new Error('SecurityError')
    },
    set cookie(_: string) {
      throw new Error('SecurityError')
    },
  }
  const jar = openJar(page, '')
  jar.write('_fbp', 'fb.1.2.3')
  deepEqual(jar.read('_fbp'), [])
})
