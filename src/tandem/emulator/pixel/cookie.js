// The part that Meta's library fetches for a pixel with first-party cookies: it makes `_fbp`, makes `_fbc` of a click id in the
// address, and adds both to every event. Written for Tandem's emulator after Meta's description; not Meta's code.
(() => {
  'use strict'

  const NINETY_DAYS = 90 * 86_400 // seconds
  const LONGEST_CLICK = 500 // characters; a longer one is left alone

  const read = (name) => decodeURIComponent(document.cookie.match(`(?:^|; )${name}=([^;]*)`)?.[1] ?? '')

  // For the widest domain that the browser allows; the number of its dots is the second part of the value
  function made(name, payload) {
    const labels = location.hostname.split('.')
    for (let dots = 0; dots < labels.length; dots++) {
      const value = `fb.${dots}.${Date.now()}.${payload}`
      const domain = labels.slice(-1 - dots).join('.')
      document.cookie = `${name}=${encodeURIComponent(value)}; max-age=${NINETY_DAYS}; domain=.${domain}; path=/; SameSite=Lax`
      if (read(name) === value) return value
    }
    return undefined
  }

  const fbp = () => read('_fbp') || made('_fbp', Math.round(Math.random() * 0x7fffffff))

  function fbc() {
    const [known, click] = [read('_fbc'), new URLSearchParams(location.search).get('fbclid')]
    const isNew = click && click.length <= LONGEST_CLICK && known.split('.')[3] !== click
    return isNew ? made('_fbc', click) : known || undefined
  }

  function plugin(fbq, instance) {
    if (!fbq.fbIsModuleLoaded?.('SignalsFBEventsEvents')) return // another library: it goes on without
    const wants = (pixel) => !instance.disableFirstPartyCookies && instance.optIns.isOptedIn(pixel?.id, 'FirstPartyCookies')
    const { getCustomParameters } = fbq.getFbeventsModules('SignalsFBEventsEvents')
    getCustomParameters.listen((pixel) => (wants(pixel) ? { fbp: fbp(), fbc: fbc() } : {}))
  }

  window.fbq?.registerPlugin?.('fbevents.plugins.cookie', { __fbEventsPlugin: 1, plugin })
})()
