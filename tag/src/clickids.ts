/** A click on an ad: Meta's `fbclid`, and when this page first saw it (Unix milliseconds). */
export interface Click {
  readonly id: string
  readonly seen: number
}

const FBCLID = /^[^#]*?[?&]fbclid=([^&#;,."\\\s]{1,500})(?=[&#]|$)/

/**
 * The click that led here, from the page's address, else from the referrer.
 *
 * The id is opaque and stays as it stands in the address: not decoded, case kept. Ignored, as Meta's own library does:
 * more than 500 characters. Ignored too: what cannot stand in a cookie, or would add a part to `_fbc`.
 */
export function clickIn(address: string, referrer: string, now: number): Click | undefined {
  const found = FBCLID.exec(address) || FBCLID.exec(referrer)
  return found ? { id: found[1]!, seen: now } : undefined
}
