// Didomi, loaded late: no vendor has a status before the answer. https://developers.didomi.io/cmp/web-sdk/reference/api
!(function (page, before) {
  const listeners = []
  let enabled

  function answer(given) {
    enabled = given === 'granted'
    listeners.forEach((hear) => hear({ action: 'click' }))
  }
  function status() {
    const entry = (id) => (enabled === undefined ? {} : { [id]: { id, enabled } })
    return { vendors: entry('facebook'), purposes: entry('cookies'), regulation: 'gdpr', created: '', updated: '' }
  }
  setTimeout(() => {
    page.Didomi = {
      on: (event, hear) => event === 'consent.changed' && listeners.push(hear),
      getCurrentUserStatus: status,
      shouldUserStatusBeCollected: () => enabled === undefined,
    }
    if (before) answer(before)
  }, 100)
  page.visitor = { accept: () => answer('granted'), refuse: () => answer('denied'), reopen() {} }
})(window, new URLSearchParams(location.search).get('answered'))
