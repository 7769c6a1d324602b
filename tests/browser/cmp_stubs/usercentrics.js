// Usercentrics V3, loaded late; before the answer a service may be switched on implicitly, which is nobody's choice.
// https://docs.usercentrics.com/
!(function (page, before) {
  let given = true
  let type = 'IMPLICIT'

  function details() {
    const service = (name, essential) => ({ name, essential, consent: { given: essential || given, type }, subservices: {} })
    return {
      consent: { status: given ? 'ALL_ACCEPTED' : 'ALL_DENIED', required: type === 'IMPLICIT', type },
      services: { H1Vl5NidjWX: service('Usercentrics Consent Management Platform', true), ko1w5PpFl: service('Facebook Pixel', false) },
      categories: { marketing: { dps: { ko1w5PpFl: given }, state: given ? 'ALL_ACCEPTED' : 'ALL_DENIED' } },
    }
  }
  function answer(word) {
    given = word === 'granted'
    type = 'EXPLICIT'
    page.dispatchEvent(new CustomEvent('UC_CONSENT', { detail: details() }))
    const detail = { source: 'button', type: given ? 'ACCEPT_ALL' : 'DENY_ALL' }
    page.dispatchEvent(new CustomEvent('UC_UI_CMP_EVENT', { detail }))
  }
  setTimeout(() => {
    page.__ucCmp = { isInitialized: () => Promise.resolve(true), getConsentDetails: () => Promise.resolve(details()) }
    page.dispatchEvent(new Event('UC_UI_INITIALIZED'))
    if (before) answer(before)
  }, 100)
  page.visitor = { accept: () => answer('granted'), refuse: () => answer('denied'), reopen() {} }
})(window, new URLSearchParams(location.search).get('answered'))
