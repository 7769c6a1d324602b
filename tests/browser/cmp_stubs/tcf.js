// IAB TCF 2.2: a stub with a queue at once, the CMP itself later; gdprApplies is not known before.
// https://github.com/InteractiveAdvertisingBureau/GDPR-Transparency-and-Consent-Framework
!(function (page, before) {
  const queue = []
  const listeners = new Map()
  let consents = before && consentsOf(before)
  let eventStatus = before ? 'tcloaded' : 'cmpuishown'

  function consentsOf(answer) {
    return Object.fromEntries([...Array(11)].map((_, at) => [at + 1, answer === 'granted']))
  }
  function data(listenerId) {
    return {
      tcfPolicyVersion: 5, cmpId: 880, cmpVersion: 1, gdprApplies: true, tcString: 'C', listenerId, eventStatus,
      cmpStatus: 'loaded', isServiceSpecific: true, publisherCC: 'DE',
      purpose: { consents: consents || {}, legitimateInterests: {} },
      vendor: { consents: {}, legitimateInterests: {}, disclosedVendors: {} },
    }
  }
  function tell() {
    listeners.forEach((hear, id) => hear(data(id), true))
  }
  function answer(given) {
    eventStatus = 'cmpuishown'
    tell()
    consents = consentsOf(given)
    eventStatus = 'useractioncomplete'
    tell()
  }
  page.__tcfapi = (command, version, hear) => {
    if (command === 'ping') hear({ gdprApplies: undefined, cmpLoaded: false, cmpStatus: 'stub', apiVersion: '2.2' })
    else queue.push([command, version, hear])
  }
  setTimeout(() => {
    page.__tcfapi = (command, version, hear) => {
      if (command !== 'addEventListener' || version !== 2) return hear(null, false)
      listeners.set(listeners.size + 1, hear)
      hear(data(listeners.size), true)
    }
    queue.forEach((call) => page.__tcfapi(...call))
  }, 100)
  page.visitor = {
    accept: () => answer('granted'),
    refuse: () => answer('denied'),
    reopen() {
      eventStatus = 'cmpuishown'
      tell()
    },
  }
})(window, new URLSearchParams(location.search).get('answered'))
