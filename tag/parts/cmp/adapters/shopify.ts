import { adapter, answerOf } from '../adapter.ts'

/** https://shopify.dev/docs/api/customer-privacy */
adapter('shopify', {
  on: 'visitorConsentCollected',
  ask: ({ Shopify }, tell) =>
    Shopify &&
    (Shopify.customerPrivacy || Shopify.loadFeatures([{ name: 'consent-tracking-api', version: '0.1' }], tell), true),
  read({ Shopify }) {
    const privacy = Shopify && Shopify.customerPrivacy
    if (!privacy) return Shopify && 'wait'
    const allowed = privacy.marketingAllowed()
    return allowed && !privacy.saleOfDataAllowed()
      ? 'optout'
      : answerOf(allowed, privacy.currentVisitorConsent().marketing)
  },
})
