// The start-up configuration of one pixel, in the form in which Meta's library asks for it: a plugin under the pixel's
// id, which says that the configuration has come. Until then the library holds every event. First-party cookies are
// switched on, as they are for a new pixel, unless the page has said no; nothing else is: each would be one more file
// from elsewhere. Written for Tandem's emulator from the behaviour seen; not Meta's code.
(() => {
  'use strict'
  const id = 'PIXEL_ID'
  const UNLESS_REFUSED = true
  function plugin(fbq, instance) {
    try {
      instance.optIn?.(id, 'FirstPartyCookies', UNLESS_REFUSED)
    } catch { /* a library that knows no such feature sends without */ }
    instance.configLoaded(id)
  }
  window.fbq?.registerPlugin?.(id, { __fbEventsPlugin: 1, plugin })
})()
