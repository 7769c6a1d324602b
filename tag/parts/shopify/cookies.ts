import type { Browser } from './api.ts'

/**
 * The frame has no cookies of its own, and throws where one asks: in their place stand Meta's two of the shop's page,
 * for the tag and for Meta's library alike. Read once; what is set there is set by Shopify.
 */
export async function placeCookies(document: Document, { cookie }: Browser): Promise<void> {
  const values = await Promise.all(['_fbp', '_fbc'].map(async (name) => `${name}=${await cookie.get(name)}`))
  Object.defineProperty(document, 'cookie', { get: () => values.join('; '), set: (one) => void cookie.set(one) })
}
