// Cookiebot, loaded late: its object first, the answer when its events come. https://www.cookiebot.com/en/developer/
!(function (page, before) {
  function answer(given, returning) {
    const yes = given === 'granted'
    Object.assign(page.Cookiebot, { hasResponse: true, consented: yes, declined: !yes })
    Object.assign(page.Cookiebot.consent, { preferences: yes, statistics: yes, marketing: yes, method: 'explicit' })
    page.dispatchEvent(new Event('CookiebotOnConsentReady'))
    page.dispatchEvent(new Event(yes ? 'CookiebotOnAccept' : 'CookiebotOnDecline'))
  }
  setTimeout(() => {
    page.Cookiebot = { hasResponse: false, consented: false, declined: false }
    page.Cookiebot.consent = { necessary: true, preferences: false, statistics: false, marketing: false, method: null }
    if (before) answer(before)
  }, 100)
  page.visitor = { accept: () => answer('granted'), refuse: () => answer('denied'), reopen() {} }
})(window, new URLSearchParams(location.search).get('answered'))
