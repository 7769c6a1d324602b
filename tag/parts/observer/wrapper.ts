import { attempt } from '../../src/attempt.ts'
import type { Fbq as Plain } from '../../src/fbq.ts'
import type { Ear, Words } from './ear.ts'
import { whenMoved, type Moving } from './moves.ts'

export interface Fbq extends Plain {
  (...call: any[]): any
}

/** Tell every Pixel on the page whether the visitor allows it; and what stands for an `fbq` from now on. */
export type Wrapper = readonly [turn: (open: boolean) => void, wrap: (fbq: any) => any]

/**
 * A proxy for each `fbq`: what Meta's library reads and writes there stays where it was, and the page's `fbq` and
 * `_fbq` stay one and the same, which the library checks.
 */
export function openWrapper(page: Moving, hear: Ear, open: boolean): Wrapper {
  const known = new Map<unknown, Fbq>()
  const named = new Set<unknown>()
  const settling: (() => void)[] = []
  let busy = false

  function wrap(fbq: Fbq): Fbq {
    const before = known.get(fbq)
    if (before || typeof fbq !== 'function') return before || fbq
    const revoke = ['consent', 'revoke']
    let told = true

    function pass(words: Words, self?: unknown): unknown {
      busy = true
      try {
        return Reflect.apply(fbq, self, words)
      } finally {
        busy = false
      }
    }
    /** The library works its queue off before it hears anything else: a refusal stands in front there. */
    function settle(): void {
      const { callMethod, queue } = fbq
      if (!callMethod && queue) {
        const at = queue.indexOf(revoke)
        if (at >= 0) queue.splice(at, 1)
        if (!open) queue.unshift(revoke)
      } else if (told !== open) pass(open ? ['consent', 'grant'] : revoke)
      told = open
    }
    /** Not before the page's first call: until then it may say itself who reports its page views. */
    function begin(): void {
      // Who comes too late to stop the library's own page views leaves them to it.
      if (fbq.callMethod || fbq.disablePushState) return
      fbq.disablePushState = whenMoved(page, () => {
        const allowed = fbq.allowDuplicatePageViews
        // Only for this call: of a view that the page tells twice, the library takes one.
        fbq.allowDuplicatePageViews = true
        proxy('track', 'PageView')
        fbq.allowDuplicatePageViews = allowed
      })
    }
    function heard(words: Words): Words | undefined {
      let call: Words | undefined = words
      begin()
      if (words[0] === 'init') named.add(`${words[1]}`)
      attempt(() => (call = hear(words, open)))
      return call
    }
    const proxy: Fbq = new Proxy(fbq, {
      apply(_, self, words) {
        if (busy) return Reflect.apply(fbq, self, words)
        const call = heard(words)
        settle()
        return call && pass(call, self)
      },
      get: (_, key) => (fbq[key as 'push'] === fbq ? proxy : fbq[key as 'push']),
    })
    // What the tag itself says is not heard again, nor said twice.
    fbq.tandem = (...words) => words[0] === 'consent' || (words[0] === 'init' && named.has(words[1])) || pass(words)
    known.set(fbq, proxy).set(proxy, proxy)
    for (const entry of fbq.queue?.splice(0) || []) {
      const words = [...(entry as Words)]
      const call = heard(words)
      if (call) fbq.queue!.push(call === words ? entry : call)
    }
    if (fbq.queue) settle()
    settling.push(settle)
    return proxy
  }
  function turn(next: boolean): void {
    open = next
    settling.forEach((settle) => settle())
  }
  return [turn, wrap]
}
