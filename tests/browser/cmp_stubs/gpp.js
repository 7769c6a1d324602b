// IAB GPP 1.1 with a US national section: a queueing stub at once, the CMP itself later.
// https://github.com/InteractiveAdvertisingBureau/Global-Privacy-Platform/blob/main/Core/CMP%20API%20Specification.md
!(function (page, before) {
  const queue = []
  const listeners = []
  let optOut = before ? codeOf(before) : 0
  let signalStatus = before ? 'ready' : 'not ready'

  function codeOf(answer) {
    return answer === 'granted' ? 2 : 1
  }
  function ping() {
    const section = { Version: 1, SharingNotice: 1, SaleOptOutNotice: 1, SharingOptOutNotice: 1, GpcSegmentIncluded: true,
      SaleOptOut: optOut, SharingOptOut: optOut, TargetedAdvertisingOptOut: optOut, Gpc: false }
    return { gppVersion: '1.1', cmpStatus: 'loaded', cmpDisplayStatus: 'hidden', signalStatus, supportedAPIs: ['7:usnat'],
      cmpId: 31, sectionList: [7], applicableSections: [7], gppString: 'DBABLA~BAAAVVVVUQA.QA', parsedSections: { usnat: section } }
  }
  function tell(eventName, data) {
    listeners.forEach((hear, at) => hear({ eventName, listenerId: at + 1, data, pingData: ping() }, true))
  }
  function answer(given) {
    signalStatus = 'not ready'
    tell('signalStatus', signalStatus)
    optOut = codeOf(given)
    tell('sectionChange', 'usnat')
    signalStatus = 'ready'
    tell('signalStatus', signalStatus)
  }
  page.__gpp = (...call) => void queue.push(call)
  setTimeout(() => {
    page.__gpp = (command, hear) => {
      if (command !== 'addEventListener') return hear(null, false)
      listeners.push(hear)
      hear({ eventName: 'listenerRegistered', listenerId: listeners.length, data: true, pingData: ping() }, true)
    }
    queue.forEach((call) => page.__gpp(...call))
  }, 100)
  page.visitor = {
    accept: () => answer('granted'),
    refuse: () => answer('denied'),
    reopen() {
      signalStatus = 'not ready'
      tell('signalStatus', signalStatus)
    },
  }
})(window, new URLSearchParams(location.search).get('answered'))
