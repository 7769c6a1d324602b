import { adapter, answerOf } from '../adapter.ts'

/** https://complianz.io/developers-guide-for-hooks */
adapter('complianz', {
  on: 'cmplz_fire_categories cmplz_status_change',
  read: ({ cmplz_has_consent, document }) =>
    cmplz_has_consent && answerOf(cmplz_has_consent('marketing'), /banner-status=dismissed/.test(document.cookie)),
})
