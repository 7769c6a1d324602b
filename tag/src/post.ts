import type { Tell } from './moments.ts'

/** Hand one body to the gateway; answers with the HTTP status, 0 for no answer. Never throws, never delays a visitor. */
export type Post = (body: string) => Promise<number>

/** What came back: the `Response`, or only the status 0 where nothing did. */
export type Reply = Pick<Response, 'status'> & Partial<Response>

/** Hand one body to the browser and look no further. */
export type Beacon = (body: string) => unknown

/**
 * Whether so many characters can outlive the page: browsers let 64 KiB do that, of everything in flight together. In
 * UTF-8 a character of a JavaScript string takes at most 3 bytes.
 */
export function outlivesPage(length: number): boolean {
  return length * 3 <= 65536
}

/** Whether another try could not change the answer: taken, or refused for good. */
export function isFinal(status: number): boolean {
  return status > 0 && status < 500 && status !== 429
}

/** Plain text, so that the browser asks no preflight; with cookies, so that the gateway can make them last. */
export function openPost(endpoint: string, tell: Tell): Post {
  let flying = 0
  return async (body) => {
    const { length } = body
    const keepalive = outlivesPage(flying + length)
    let reply: Reply = { status: 0 }
    if (keepalive) flying += length
    try {
      reply = await fetch(endpoint, {
        method: 'POST',
        credentials: 'include',
        headers: { 'Content-Type': 'text/plain' },
        keepalive,
        body,
      })
    } catch {
      // No answer: the status says it.
    }
    if (keepalive) flying -= length
    tell('answered', body, reply)
    return reply.status
  }
}
