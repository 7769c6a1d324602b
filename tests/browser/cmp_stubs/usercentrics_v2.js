// Usercentrics V2, loaded late. https://docs.usercentrics.com/ (Browser UI)
!(function (page, before) {
  let status = false
  let required = true

  function answer(word) {
    status = word === 'granted'
    required = false
    const detail = { source: 'button', type: status ? 'ACCEPT_ALL' : 'DENY_ALL' }
    page.dispatchEvent(new CustomEvent('UC_UI_CMP_EVENT', { detail }))
  }
  const services = () => [
    { id: 'H1Vl5NidjWX', name: 'Usercentrics Consent Management Platform', isEssential: true, consent: { status: true, history: [] } },
    { id: 'ko1w5PpFl', name: 'Facebook Pixel', categorySlug: 'marketing', isEssential: false, consent: { status, history: [] } },
  ]
  setTimeout(() => {
    page.UC_UI = { isInitialized: () => true, isConsentRequired: () => required, getServicesBaseInfo: services }
    page.dispatchEvent(new Event('UC_UI_INITIALIZED'))
    if (before) answer(before)
  }, 100)
  page.visitor = { accept: () => answer('granted'), refuse: () => answer('denied'), reopen() {} }
})(window, new URLSearchParams(location.search).get('answered'))
