import { outlivesPage } from './post.ts'
import type { Consent, PixelReport, TagEvent, TagMessage, Visit } from './wire.ts'

/** The tag's own version. */
const VERSION = '0.1.0'

/** The gateway takes so many events, and so many reports, in one message. */
const MOST_ITEMS = 50

/** What a message tells about the visitor. */
export interface Head {
  readonly consent: Consent
  readonly visit: Visit
}

/** An event, or what became of the browser leg of one sent before. */
export type Item = TagEvent | PixelReport

/** As few messages as the gateway's limit and the browser's keepalive budget allow; one if there is no item. */
export function bodiesOf(head: Head, items: readonly Item[]): string[] {
  const body = JSON.stringify(messageOf(head, items))
  if (items.length < 2 || (items.length <= MOST_ITEMS && outlivesPage(body.length))) return [body]
  const middle = items.length >> 1
  return [...bodiesOf(head, items.slice(0, middle)), ...bodiesOf(head, items.slice(middle))]
}

/** A refusal goes without events, even without an empty list of them. */
function messageOf(head: Head, items: readonly Item[]): TagMessage {
  const pixel = items.filter(isReport)
  const events = items.filter((item): item is TagEvent => !isReport(item))
  return {
    v: 1,
    tag: VERSION,
    ...head,
    events: head.consent.ads === 'denied' ? undefined : events,
    pixel: pixel[0] && pixel,
  }
}

function isReport(item: Item): item is PixelReport {
  return 'state' in item
}
