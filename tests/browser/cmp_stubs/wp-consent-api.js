// WP Consent API 1.0: without a type of consent everything is allowed; a banner sets the type when it has come.
// https://wordpress.org/plugins/wp-consent-api/
!(function (page, before) {
  page.consent_api = { consent_type: '', waitfor_consent_hook: '1', cookie_prefix: 'wp_consent', cookie_expiration: '30' }
  page.wp_fallback_consent_type = page.consent_api.consent_type
  page.waitfor_consent_hook = page.consent_api.waitfor_consent_hook
  page.consent_api_get_cookie = (name) => {
    const found = document.cookie.split('; ').find((pair) => pair.startsWith(`${name}=`))
    return found ? found.split('=')[1] : ''
  }
  page.wp_has_consent = (category) => {
    const type = page.wp_consent_type === undefined ? page.wp_fallback_consent_type : page.wp_consent_type
    const value = page.consent_api_get_cookie(`wp_consent_${category}`)
    return !type || (type.includes('optout') && value === '') || value === 'allow'
  }
  function answer(given) {
    const value = given === 'granted' ? 'allow' : 'deny'
    document.cookie = `wp_consent_marketing=${value};path=/`
    document.dispatchEvent(new CustomEvent('wp_listen_for_consent_change', { detail: { marketing: value } }))
  }
  setTimeout(() => {
    page.wp_consent_type = 'optin'
    document.dispatchEvent(new CustomEvent('wp_consent_type_defined'))
    if (before) answer(before)
  }, 100)
  page.visitor = { accept: () => answer('granted'), refuse: () => answer('denied'), reopen() {} }
})(window, new URLSearchParams(location.search).get('answered'))
