import { deepEqual } from 'node:assert/strict'
import test from 'node:test'
import { whenRouted } from '../parts/routes/history.ts'

/** A browser without a Navigation API, at one address after the other. */
function browser() {
  const location = { pathname: '/', search: '' }
  const listening: (() => void)[] = []
  const seen: string[] = []
  const go = (_state: unknown, _title: string, to: string) => {
    const [pathname, search] = to.split('#')[0]!.split('?')
    Object.assign(location, { pathname, search: search ? `?${search}` : '' })
    return 'as before'
  }
  const history = { pushState: go, replaceState: go }
  const page = { location, history, addEventListener: (_: string, run: () => void) => void listening.push(run) }
  whenRouted(page as unknown as Parameters<typeof whenRouted>[0], () => void seen.push(location.pathname + location.search))
  const settled = () => new Promise<void>((done) => setTimeout(done, 1))
  return { history, seen, settled, back: (to: string) => (go(0, '', to), listening.forEach((run) => run())) }
}

test('an address that the application goes to is a page, forth and back', async () => {
  const { history, seen, settled, back } = browser()
  history.pushState({}, '', '/cart')
  await settled()
  history.pushState({}, '', '/cart?step=2')
  await settled()
  back('/cart')
  await settled()
  deepEqual(seen, ['/cart', '/cart?step=2', '/cart'])
})

test('a page that tidies its query away, or moves its fragment, is the same page', async () => {
  const { history, seen, settled } = browser()
  history.replaceState({}, '', '/?tidy=1')
  history.pushState({}, '', '/?tidy=1#part')
  await settled()
  deepEqual(seen, [])
})

test('another path is another page, also where it replaces the present one', async () => {
  const { history, seen, settled } = browser()
  history.replaceState({}, '', '/login')
  await settled()
  deepEqual(seen, ['/login'])
})
