// Shopify's side of a custom pixel, as far as it is documented: https://shopify.dev/docs/api/web-pixels-api
//
// The pixel's code runs in a frame that has scripts and forms, and nothing else: no origin, no cookies, no storage. What
// it asks of `browser` is done in the top frame; events that were published before it subscribed reach it afterwards.
window.openPixel = (code, { customer = null, privacy }) => {
  const told = []
  const frame = document.createElement('iframe')
  frame.sandbox = 'allow-scripts allow-forms'
  const page = () => {
    const { href, hostname, protocol, pathname, search } = location
    return { location: { href, hostname, protocol, pathname, search }, referrer: document.referrer, title: document.title }
  }
  const send = (message) => frame.contentWindow.postMessage(message, '*')

  addEventListener('message', ({ data, source }) => {
    if (source !== frame.contentWindow) return
    if (data.cookie) document.cookie = data.cookie
    if (data.get) {
      const found = document.cookie.split('; ').find((pair) => pair.startsWith(`${data.get}=`))
      send({ answer: data.number, value: found ? found.slice(data.get.length + 1) : '' })
    }
    if (data.ready) told.splice(0).forEach(send), (told.push = send)
  })
  const init = JSON.stringify({ context: { document: page() }, data: { customer }, customerPrivacy: privacy })
  frame.name = `{
    const init = ${init}, hearing = {}, waiting = []
    const ask = (question) => new Promise((done) => {
      parent.postMessage({ ...question, number: waiting.push(done) - 1 }, '*')
      if (question.cookie) done('')
    })
    addEventListener('message', ({ data }) => {
      if ('answer' in data) waiting[data.answer](data.value)
      else (hearing[data.to] || []).forEach((hear) => hear(data.event))
    })
    const subscribe = async (name, hear) => {
      (hearing[name] ||= []).push(hear)
      if (name === 'all_standard_events') parent.postMessage({ ready: true }, '*')
    }
    const browser = { cookie: { get: (name) => ask({ get: name }), set: (cookie) => ask({ cookie }) } }
    const analytics = { subscribe }, api = { analytics, browser, init, customerPrivacy: { subscribe } }
    ${code}
  }`
  // The store serves a page there that runs its own name.
  frame.src = '/wpm/sandbox/modern/'
  document.body.append(frame)

  const publish = (to, event) => told.push({ to, event })
  return {
    publish: (name, data) =>
      publish('all_standard_events', { id: `sh-${crypto.randomUUID()}`, name, data, context: { document: page() }, timestamp: new Date().toISOString() }),
    answer: (customerPrivacy) => publish('visitorConsentCollected', { customerPrivacy }),
  }
}
