import { adapter, answerOf } from '../adapter.ts'

/** https://www.cookiebot.com/en/developer/ */
adapter('cookiebot', {
  on: 'CookiebotOnConsentReady CookiebotOnAccept CookiebotOnDecline',
  read: ({ Cookiebot }) => Cookiebot && answerOf(Cookiebot.consent.marketing, Cookiebot.hasResponse),
})
