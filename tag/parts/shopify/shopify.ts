import { attempt } from '../../src/attempt.ts'
import { clickIn } from '../../src/clickids.ts'
import type { Part } from '../../src/host.ts'
import type { Api, Privacy, StandardEvent } from './api.ts'
import { placeCookies } from './cookies.ts'
import { paramsOf, personOf, type ContentId } from './events.ts'

/** What the part is told: Meta's name of each of Shopify's events, and how products are named. */
export interface ShopifySettings {
  readonly content_id: ContentId
  readonly events: Readonly<Record<string, string>>
}

/** `tandem('shopify', { analytics, browser, init, customerPrivacy: api.customerPrivacy })` */
export const shopify: Part = ({ answer, jar, on, page, settings, tag, visit }) => {
  const { content_id, events } = settings.shopify as ShopifySettings

  /** Shopify knows where a visitor must be asked. What is not allowed at first may be allowed soon. */
  function obey({ marketingAllowed, saleOfDataAllowed }: Privacy, first?: boolean): void {
    const granted = marketingAllowed && saleOfDataAllowed !== false
    if (granted || !first) answer({ ads: granted ? 'granted' : 'denied', signal: 'shopify', at: Date.now() })
  }

  function hear({ context, data, id, name }: StandardEvent): void {
    const { checkout } = data
    const event = events[name]
    const params = paramsOf(data, content_id)
    if (checkout) tag.identify(personOf({ ...checkout.billingAddress, ...checkout, id: checkout.order?.customer?.id }))
    // Only the order's id names the purchase as the shop's webhook does: without it there would be two.
    if (!event || (event === 'Purchase' && !params.order_id)) return
    tag.track(event, params, { eventID: !params.order_id && id, document: context.document })
  }

  tag.shopify = async ({ analytics, browser, customerPrivacy, init }: Api) => {
    const { location, referrer } = init.context.document
    const { customer } = init.data
    const click = clickIn(location.href, referrer, Date.now())
    on('open', () => {
      // The frame's own address, where the tag has looked, tells of no click.
      if (!click || jar.read('_fbc').some((known) => known.includes(click.id))) return
      const fbc = `fb.${jar.index}.${click.seen}.${click.id}`
      jar.write('_fbc', fbc)
      visit({ fbc })
    })
    analytics.subscribe('all_standard_events', (event) => attempt(() => hear(event)))
    if (customer) tag.identify(personOf(customer))
    customerPrivacy?.subscribe('visitorConsentCollected', (event) => obey(event.customerPrivacy))
    await placeCookies(page.document, browser)
    obey(init.customerPrivacy, true)
  }
}
