// A stand-in for Meta's Pixel library, written for Tandem's emulator. It speaks the same commands and sends the same
// parameters, and it is short enough to read. Not Meta's code; sends only to where it was loaded from.
(() => {
  'use strict'

  const VERSION = '2.9-tandem'
  const URL_LIMIT = 2048 // longer than this, and the event travels as a POST; contracts/meta/pixel.json
  const HASHED = /^[0-9a-f]{64}$/i
  const TRACK_METHOD = { track: 0, trackSingle: 1, trackSingleCustom: 2, trackCustom: 4 }

  const fbq = (window.fbq ??= Object.assign((...command) => (fbq.callMethod ? fbq.callMethod(...command) : fbq.queue.push(command)), { queue: [] }))
  if (fbq.callMethod) return // a second copy on the page would send everything twice

  let endpoint = new URL('/tr/', document.currentScript?.src ?? location.href).href
  let mayTrack = true // until consent is revoked
  const held = [] // commands that wait for consent
  const pixels = new Map() // id → { user: Promise<ud parameters>, count: events sent, since: ms }
  let processing = [] // data processing options: [options, country, state]

  // Advanced matching

  const digits = (value) => value.replace(/\D/g, '').replace(/^0+/, '')
  const letters = (value) => value.replace(/[\s!-/:-@[-`{-~]/g, '')
  const NORMALISE = {
    ph: digits, db: digits, fn: letters, ln: letters, ct: letters, st: letters, ge: (value) => value.slice(0, 1),
    zp: (value) => value.replace(/\s/g, '').split('-')[0], external_id: (value) => value.replace(/\s/g, ''),
  }

  async function hash(key, value) {
    const text = String(value).normalize('NFC').trim().toLowerCase()
    if (HASHED.test(text)) return text
    const normal = (NORMALISE[key] ?? ((same) => same))(text)
    const bytes = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(normal))
    return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('')
  }

  async function hashAll(user = {}) {
    const given = Object.entries(user).filter(([, value]) => value !== null && value !== undefined && value !== '')
    return Promise.all(given.map(async ([key, value]) => [`ud[${key}]`, await hash(key, value)]))
  }

  // One event, as parameters

  const cookie = (name) => decodeURIComponent(document.cookie.match(`(?:^|; )${name}=([^;]*)`)?.[1] ?? '')
  const asText = (value) => (typeof value === 'object' ? JSON.stringify(value) : String(value))

  const custom = (details = {}) => Object.entries(details)
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([key, value]) => [`cd[${key}]`, asText(value)])

  const limitedUse = () => [['dpo', processing[0]?.join(',')], ['dpoco', processing[1]], ['dpost', processing[2]]]
    .filter(([, value]) => value !== undefined)

  const page = () => ({ dl: location.href, rl: document.referrer, if: String(window !== window.top), sw: screen.width, sh: screen.height })

  async function send(id, name, details, options, method) {
    const pixel = pixels.get(id)
    const eid = options?.eventID ?? options?.event_id
    const params = new URLSearchParams({ id, ev: name, ...page(), ts: Date.now(), v: VERSION, r: 'stable', ec: pixel.count++, it: pixel.since, tm: method })
    for (const name of ['_fbp', '_fbc']) if (cookie(name)) params.set(name.slice(1), cookie(name))
    const rest = [...custom(details), ...limitedUse()]
    if (eid !== undefined) rest.push(['eid', String(eid)])
    const user = await pixel.user
    for (const [key, value] of [...rest, ...user]) params.set(key, value)
    transport(params)
  }

  function transport(params) {
    const url = `${endpoint}?${params}&rqm=GET`
    if (url.length < URL_LIMIT) {
      new Image(1, 1).src = url
      return
    }
    const body = new FormData()
    for (const [name, value] of [...params, ['rqm', 'SB']]) body.append(name, value)
    if (!navigator.sendBeacon?.(endpoint, body)) fetch(endpoint, { method: 'POST', body, mode: 'no-cors', keepalive: true }).catch(() => {})
  }

  // Commands

  // A pixel that is named again stays what it was; only customer data is taken where there was none. Meta's own template
  // for Tag Manager rests on that: github.com/facebook/GoogleTagManager-WebTemplate-For-FacebookPixel/issues/41
  function init(id, user, { agent } = {}) {
    const given = Object.keys(user ?? {}).length > 0
    const known = pixels.get(String(id))
    if (known && given && !known.given) Object.assign(known, { user: hashAll(user), given })
    if (!known) pixels.set(String(id), { user: hashAll(user), given, count: 0, since: Date.now(), agent })
  }

  const toAll = (method) => (name, details, options) => { for (const id of pixels.keys()) send(id, name, details, options, method) }
  const toOne = (method) => (id, name, details, options) => { if (pixels.has(String(id))) send(String(id), name, details, options, method) }

  const COMMANDS = {
    init,
    track: toAll(TRACK_METHOD.track),
    trackCustom: toAll(TRACK_METHOD.trackCustom),
    trackSingle: toOne(TRACK_METHOD.trackSingle),
    trackSingleCustom: toOne(TRACK_METHOD.trackSingleCustom),
    dataProcessingOptions: (...options) => { processing = options },
    set: (name, value) => { if (name === 'endpoint') endpoint = new URL(value, location.href).href },
  }

  function consent(answer) {
    mayTrack = answer !== 'revoke'
    while (mayTrack && held.length) run(held.shift())
  }

  function run([name, ...args]) {
    if (name === 'consent') return consent(...args)
    if (!mayTrack && name.startsWith('track')) return void held.push([name, ...args])
    COMMANDS[name]?.(...args)
  }

  // Take over the queue of the base code

  fbq.version = VERSION
  fbq.loaded = true
  fbq.callMethod = (...command) => run(command)
  fbq.getState = () => ({ pixels: [...pixels.keys()].map((id) => ({ id, eventCount: pixels.get(id).count })) })
  for (const command of fbq.queue.splice(0)) run([...command])
})()
