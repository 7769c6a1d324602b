/**
 * What the gateway did not take is kept in the page's storage, and sent when the browser is online again, after a while,
 * or from the next page. Kept after consent only; a refusal takes it all away.
 */
import type { Part } from '../../src/host.ts'
import { isFinal } from '../../src/post.ts'
import { join } from '../join.ts'
import { keptIn, nameOf, saidIn, type Bounds, type Store } from './store.ts'

/** Milliseconds until another try, doubled up to six times; chance adds up to as much again. */
const PAUSE = 4000

export const queue: Part = ({ on, page, post, settings }) => {
  const { localStorage, navigator } = page
  const store = localStorage as unknown as Store
  const { locks } = navigator as { readonly locks?: LockManager }
  const kept = (bounds = settings['queue'] as Partial<Bounds>) => keptIn(store, bounds, Date.now())
  /** What this page itself has put there, whole. */
  let whole: Store = {}
  let tries = 0
  let timer: number

  async function send(): Promise<void> {
    for (const name of kept()) {
      const body = whole[name] || store[name]
      // An answer that came meanwhile may have taken it away, or a refusal all.
      if (body && !isFinal(await post(body))) return later()
    }
  }
  /**
   * One page of the site at a time, and none right behind another: what that one took away may still stand in this one's
   * view of the storage. Where the browser knows no locks, the ids keep an event from counting twice.
   */
  const now = () =>
    void (kept()[0] && (locks ? locks.request('tandem', { ifAvailable: true }, (lock) => (lock ? send() : later())) : send()))

  function later(): void {
    clearTimeout(timer)
    timer = page.setTimeout(now, (PAUSE << Math.min(tries++, 6)) * (1 + Math.random()))
  }

  on('open', () => {
    page.addEventListener('online', now)
    now()
  })
  on('lost', (body: string) => {
    const said = saidIn(body)
    const name = nameOf(said)
    if (!name) return false
    store[name] = JSON.stringify(said)
    whole[name] = body
    later()
    return kept().includes(name)
  })
  on('answered', (body: string, { status }) => {
    if (!isFinal(status)) return
    tries = 0
    delete store[nameOf(saidIn(body))!]
  })
  on('shut', () => {
    whole = {}
    kept({})
  })
}

join(queue)
