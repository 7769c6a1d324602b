// Klaro, loaded late: what is ticked changes `consents` at once, what is saved `savedConsents`. https://klaro.org/docs/
!(function (page, before) {
  const watchers = new Set()
  const manager = {
    confirmed: false,
    consents: { 'meta-pixel': false },
    savedConsents: { 'meta-pixel': false },
    watch: (watcher) => watchers.add(watcher),
    getConsent: (name) => manager.consents[name] || false,
  }
  function notify(name, data) {
    watchers.forEach((watcher) => watcher.update(manager, name, data))
  }
  function tick(to) {
    manager.consents['meta-pixel'] = to
    notify('consents', manager.consents)
  }
  function answer(given) {
    tick(given === 'granted')
    manager.confirmed = true
    manager.savedConsents = { ...manager.consents }
    notify('saveConsents', { changes: {}, consents: manager.consents, type: 'save' })
  }
  setTimeout(() => {
    page.klaro = { getManager: () => manager }
    if (before) answer(before)
  }, 100)
  page.visitor = {
    accept: () => answer('granted'),
    refuse: () => answer('denied'),
    reopen: () => tick(!manager.consents['meta-pixel']),
  }
})(window, new URLSearchParams(location.search).get('answered'))
