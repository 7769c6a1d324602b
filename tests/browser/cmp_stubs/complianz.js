// Complianz, loaded late: what it knows is in cookies of its own. https://complianz.io/developers-guide-for-hooks
!(function (page, before) {
  const has = (text) => document.cookie.split('; ').includes(text)

  function answer(given) {
    const value = given === 'granted' ? 'allow' : 'deny'
    document.cookie = `cmplz_marketing=${value};path=/`
    document.cookie = 'cmplz_banner-status=dismissed;path=/'
    const detail = { category: 'marketing', value, region: 'eu', categories: value === 'allow' ? ['functional', 'marketing'] : ['functional'] }
    document.dispatchEvent(new CustomEvent('cmplz_fire_categories', { detail }))
    document.dispatchEvent(new CustomEvent('cmplz_status_change', { detail }))
  }
  setTimeout(() => {
    page.complianz = { consenttype: 'optin', region: 'eu', prefix: 'cmplz_' }
    page.cmplz_has_consent = (category) => category === 'functional' || has(`cmplz_${category}=allow`)
    if (before) answer(before)
  }, 100)
  page.visitor = { accept: () => answer('granted'), refuse: () => answer('denied'), reopen() {} }
})(window, new URLSearchParams(location.search).get('answered'))
