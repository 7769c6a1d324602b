// IAB US Privacy: a string that is asked for, and announces no change. Before the visitor was told, it is not there.
// https://github.com/InteractiveAdvertisingBureau/USPrivacy/blob/master/CCPA/USP%20API.md
!(function (page, before) {
  let uspString = before && stringOf(before)

  function stringOf(answer) {
    return answer === 'granted' ? '1YNN' : '1YYN'
  }
  page.__uspapi = (command, version, hear) => {
    const known = command === 'getUSPData' && version === 1 && uspString
    hear(known ? { version: 1, uspString } : null, !!known)
  }
  // Nothing but the click itself can be seen of an answer.
  function answer(given) {
    uspString = stringOf(given)
    document.documentElement.click()
  }
  page.visitor = { accept: () => answer('granted'), refuse: () => answer('denied'), reopen() {} }
})(window, new URLSearchParams(location.search).get('answered'))
