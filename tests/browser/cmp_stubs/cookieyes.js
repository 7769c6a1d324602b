// CookieYes, loaded late; its events come on the document. https://www.cookieyes.com/documentation/
!(function (page, before) {
  let done = false
  let advertisement = false

  function state() {
    const categories = { necessary: true, functional: false, analytics: false, performance: false, advertisement }
    return { activeLaw: 'gdpr', categories, isUserActionCompleted: done, consentID: done ? 'x' : '', languageCode: 'en' }
  }
  function answer(given) {
    done = true
    advertisement = given === 'granted'
    const [accepted, rejected] = advertisement ? [['necessary', 'advertisement'], []] : [['necessary'], ['advertisement']]
    document.dispatchEvent(new CustomEvent('cookieyes_consent_update', { detail: { accepted, rejected } }))
  }
  setTimeout(() => {
    page.getCkyConsent = state
    if (before) answer(before)
    document.dispatchEvent(new CustomEvent('cookieyes_banner_load', { detail: state() }))
  }, 100)
  page.visitor = { accept: () => answer('granted'), refuse: () => answer('denied'), reopen() {} }
})(window, new URLSearchParams(location.search).get('answered'))
