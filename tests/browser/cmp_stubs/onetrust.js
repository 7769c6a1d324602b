// OneTrust, loaded late: active groups as a list between commas. https://developer.onetrust.com/onetrust/docs/javascript-api
!(function (page, before) {
  let closed = false

  function answer(given) {
    closed = true
    page.OnetrustActiveGroups = given === 'granted' ? ',C0001,C0002,C0003,C0004,' : ',C0001,'
    page.OptanonActiveGroups = page.OnetrustActiveGroups
    const detail = page.OnetrustActiveGroups.split(',').filter(Boolean)
    page.dispatchEvent(new CustomEvent('OneTrustGroupsUpdated', { detail }))
  }
  setTimeout(() => {
    page.OnetrustActiveGroups = ',C0001,'
    page.OneTrust = { IsAlertBoxClosed: () => closed, OnConsentChanged() {} }
    page.dispatchEvent(new CustomEvent('OneTrustGroupsUpdated', { detail: ['C0001'] }))
    if (before) answer(before)
  }, 100)
  page.visitor = { accept: () => answer('granted'), refuse: () => answer('denied'), reopen() {} }
})(window, new URLSearchParams(location.search).get('answered'))
