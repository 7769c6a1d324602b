// The start-up configuration of one pixel, in the form in which Meta's library asks for it: a plugin under the pixel's
// id, which says that the configuration has come. Until then the library holds every event. No feature is switched on:
// each would be one more file from elsewhere. Written for Tandem's emulator from the behaviour seen; not Meta's code.
(() => {
  'use strict'
  const id = 'PIXEL_ID'
  const plugin = (fbq, instance) => instance.configLoaded(id)
  window.fbq?.registerPlugin?.(id, { __fbEventsPlugin: 1, plugin })
})()
