import { adapter, answerOf } from '../adapter.ts'

/** Where no type of consent is set, `wp_has_consent` says yes to everything: that is nobody's answer. */
adapter('wp-consent-api', {
  on: 'wp_listen_for_consent_change wp_consent_type_defined',
  read(page) {
    const { wp_has_consent, consent_api } = page
    if (!wp_has_consent) return
    const hold = page.waitfor_consent_hook
    if (!page.wp_consent_type && (hold || !page.wp_fallback_consent_type)) return hold ? 'wait' : 'free'
    return answerOf(wp_has_consent('marketing'), page.consent_api_get_cookie(consent_api.cookie_prefix + '_marketing'))
  },
})
