import { attempt } from './attempt.ts'

/**
 * Meta's function on the page: calls wait in `queue` until the library has come and put `callMethod` there.
 * https://developers.facebook.com/documentation/meta-pixel/get-started
 */
export interface Fbq {
  (...call: unknown[]): void
  callMethod?: (...call: unknown[]) => void
  queue?: unknown[]
  push?: Fbq
  loaded?: boolean
  version?: string
  /** Meta's library then leaves page views of single-page applications to us. */
  disablePushState?: boolean
  /** Without it Meta's library takes one page view of each load: of an application's routes only the first. */
  allowDuplicatePageViews?: boolean | undefined
  /** What lies beneath a wrapper of ours: what the tag itself tells the Pixel goes there, and is not mirrored again. */
  tandem?: Fbq
}

export type FbqPage = Window & { fbq?: Fbq; _fbq?: Fbq }

/** The stand-in that Meta's base code puts on a page, until the library takes over its queue. */
export function placeFbq(page: FbqPage): Fbq {
  const queue: unknown[] = []
  const fbq: Fbq = (...call) => void (fbq.callMethod ? fbq.callMethod(...call) : queue.push(call))
  const ours = { disablePushState: true, allowDuplicatePageViews: true }
  Object.assign(fbq, { push: fbq, queue, loaded: true, version: '2.0', ...ours })
  page.fbq = fbq
  page._fbq ||= fbq
  return fbq
}

/** Whether Meta's library is there and takes calls. */
export function takesCalls(page: FbqPage): boolean {
  return !!page.fbq?.callMethod
}

/** https://developer.mozilla.org/docs/Web/API/Trusted_Types_API */
interface Trusting {
  readonly trustedTypes?: {
    createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): string }
  }
}

/**
 * Ask for the library; `done` when it has come or will not. A page's policy may forbid it in several ways; one with Trusted
 * Types must name our policy, `tandem`.
 */
export function loadLibrary({ document, trustedTypes }: FbqPage & Trusting, src: string, done: () => void): void {
  attempt(() => {
    const policy = trustedTypes?.createPolicy('tandem', { createScriptURL: (url) => url })
    const script = document.createElement('script')
    script.async = true
    script.onload = script.onerror = done
    script.src = policy ? policy.createScriptURL(src) : src
    document.head.appendChild(script)
  }, done)
}
