import type { Clicks } from './store.ts'

/**
 * The clicks that led here: ids in the page's address, else in the referrer, as they stand there: not decoded, case
 * kept. Names are known in any case. What could not stand in a cookie, or is longer than 500 characters, is none.
 */
export function clicksOf(address: string, referrer: string, names: string, now: number): Clicks {
  const one = RegExp(`[?&](${names})=([\\w.%+~=*-]{1,500})(?=[&#]|$)`, 'gim')
  const clicks: Clicks = {}
  for (const [, name, id] of `${referrer}\n${address}`.matchAll(one)) clicks[name!.toLowerCase()] = { id: id!, at: now }
  return clicks
}
