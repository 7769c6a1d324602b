import type { Tell } from './moments.ts'

/** Hand one body to the gateway; answers with the HTTP status, 0 for no answer. Never throws, never delays a visitor. */
export type Post = (body: string) => Promise<number>

/** Hand one body to the browser and look no further. */
export type Beacon = (body: string) => unknown

/**
 * Browsers let 64 KiB at a time outlive the page; a longer body can only go while the page stays. In UTF-8 a character
 * of a JavaScript string takes at most 3 bytes.
 */
export function outlivesPage(body: string): boolean {
  return body.length <= 65536 / 3
}

/** Plain text, so that the browser asks no preflight; with cookies, so that the gateway can make them last. */
export function openPost(endpoint: string, tell: Tell): Post {
  return async (body) => {
    try {
      const reply = await fetch(endpoint, {
        method: 'POST',
        credentials: 'include',
        headers: { 'Content-Type': 'text/plain' },
        keepalive: outlivesPage(body),
        body,
      })
      if (!reply.ok) tell('note', 'gateway', reply.status)
      return reply.status
    } catch {
      return 0
    }
  }
}
