// A stand-in for Meta's library: takes the queue over, and tells what it would send, one request for each pixel.
!(function (page, base) {
  const fbq = page.fbq
  const pixels = new Map()
  let revoked = false
  let limit

  function send(id, event, params, options) {
    const told = { id, event, params, eventID: (options || {}).eventID, user: pixels.get(id), revoked, limit }
    if (!revoked) new Image().src = `${base}/tr/?told=${encodeURIComponent(JSON.stringify(told))}`
  }
  const commands = {
    init: (id, user) => pixels.set(id, user),
    track: (...event) => pixels.forEach((_, id) => send(id, ...event)),
    trackCustom: (...event) => pixels.forEach((_, id) => send(id, ...event)),
    trackSingle: send,
    trackSingleCustom: send,
    consent: (word) => (revoked = word === 'revoke'),
    dataProcessingOptions: (...options) => (limit = options),
  }
  fbq.callMethod = (command, ...words) => commands[command](...words)
  fbq.queue.splice(0).forEach((call) => fbq.callMethod(...call))
})(window, new URL(document.currentScript.src).origin)
