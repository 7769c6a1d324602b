import { adapter, answerOf } from '../adapter.ts'

/** https://www.cookieyes.com/documentation/ */
adapter('cookieyes', {
  on: 'cookieyes_banner_load cookieyes_consent_update',
  read({ getCkyConsent }) {
    const { categories, isUserActionCompleted } = getCkyConsent ? getCkyConsent() : ({} as any)
    return categories && answerOf(categories.advertisement, isUserActionCompleted)
  },
})
