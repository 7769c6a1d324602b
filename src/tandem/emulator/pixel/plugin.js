// Any other part that Meta's library fetches: it is there, and does nothing. Until it is there the library holds every
// event. Written for Tandem's emulator from the behaviour seen; not Meta's code.
window.fbq?.registerPlugin?.('fbevents.plugins.PLUGIN_NAME', { __fbEventsPlugin: 1, plugin() {} })
