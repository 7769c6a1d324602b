// What Meta's library does on the wire, as far as public copies of it show: it loads its configuration, holds every
// event until that has come, and sends by the ways below, with every parameter it has. For a test; not Meta's code.
(() => {
  const waiting = []
  let ready = false
  let endpoint = 'https://www.facebook.com/tr/'

  const WAYS = {
    GET: (url) => { new Image(1, 1).src = url },
    SB: (url, form) => navigator.sendBeacon(url, form),
    fetch: (url, form) => fetch(url, { method: 'POST', body: form, mode: 'no-cors', keepalive: true }),
    formPOST: (url, form) => submitInHiddenFrame(url, form),
  }

  function submitInHiddenFrame(url, form) {
    const frame = Object.assign(document.createElement('iframe'), { name: `fb${Math.random()}`, hidden: true })
    const sheet = Object.assign(document.createElement('form'), { action: url, method: 'post', target: frame.name, acceptCharset: 'utf-8', hidden: true })
    for (const [name, value] of form) sheet.append(Object.assign(document.createElement('input'), { name, value }))
    document.body.append(frame, sheet)
    sheet.submit()
  }

  function send(way, parameters) {
    if (!ready) return void waiting.push([way, parameters])
    const form = new FormData()
    for (const [name, value] of Object.entries({ ...parameters, rqm: way })) form.append(name, value)
    const query = way === 'GET' ? `?${new URLSearchParams([...form])}` : ''
    WAYS[way](endpoint + query, form)
  }

  const commands = { set: (name, value) => { if (name === 'endpoint') endpoint = value }, send }
  window.fbq = (name, ...args) => commands[name](...args)
  window.fbq.registerPlugin = (id, { plugin }) => plugin(window.fbq, {
    configLoaded: () => { ready = true; for (const held of waiting.splice(0)) send(...held) },
  })
})()
