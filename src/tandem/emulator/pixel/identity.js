// The part that Meta's library fetches as soon as a page gives it customer data, and without which it holds every event:
// it hashes, at once, what the library sends as `ud[…]`. Written for Tandem's emulator from the behaviour seen; not Meta's code.
(() => {
  'use strict'

  // SHA-256 (FIPS 180-4). The browser's own answers later, and the library does not wait for an answer

  const PRIMES = []
  for (let number = 2; PRIMES.length < 64; number++) if (PRIMES.every((prime) => number % prime)) PRIMES.push(number)
  const fraction = (root) => ((root % 1) * 2 ** 32) | 0
  const CONSTANTS = PRIMES.map((prime) => fraction(Math.cbrt(prime)))
  const START = PRIMES.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)))

  const turned = (word, by) => (word >>> by) | (word << (32 - by))

  function schedule(words, at) {
    const all = Array.from({ length: 16 }, (_, number) => words.getInt32(at + 4 * number))
    for (let n = 16; n < 64; n++) {
      const [near, far] = [all[n - 2], all[n - 15]]
      const first = turned(far, 7) ^ turned(far, 18) ^ (far >>> 3)
      const second = turned(near, 17) ^ turned(near, 19) ^ (near >>> 10)
      all[n] = (all[n - 16] + first + all[n - 7] + second) | 0
    }
    return all
  }

  function mixed(state, words, at) {
    let [a, b, c, d, e, f, g, h] = state
    schedule(words, at).forEach((word, number) => {
      const first = h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g)) + CONSTANTS[number] + word
      const second = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))
      ;[h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0]
    })
    return [a, b, c, d, e, f, g, h].map((word, number) => (word + state[number]) | 0)
  }

  function sha256(text) {
    const bytes = new TextEncoder().encode(text)
    const padded = new Uint8Array(((bytes.length + 72) >> 6) << 6) // with a bit for the end, and eight bytes for the length
    padded.set(bytes)
    padded[bytes.length] = 0x80
    const words = new DataView(padded.buffer)
    words.setUint32(padded.length - 4, bytes.length * 8)
    let state = START
    for (let at = 0; at < padded.length; at += 64) state = mixed(state, words, at)
    return state.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('')
  }

  // As fbevents.js beside this does

  const digits = (value) => value.replace(/\D/g, '').replace(/^0+/, '')
  const letters = (value) => value.replace(/[\s!-/:-@[-`{-~]/g, '')
  const NORMALISE = {
    ph: digits, db: digits, fn: letters, ln: letters, ct: letters, st: letters, ge: (value) => value.slice(0, 1),
    zp: (value) => value.replace(/\s/g, '').split('-')[0], external_id: (value) => value.replace(/\s/g, ''),
  }

  // `name` is that of the parameter: `ud[em]`
  function translated(name, value) {
    const key = name.replace(/^.*\[|\]$/g, '')
    const text = value.normalize('NFC').trim().toLowerCase()
    if (/^[0-9a-f]{64}$/.test(text)) return text
    const normal = (NORMALISE[key] ?? ((same) => same))(text)
    return normal === '' ? null : sha256(normal)
  }

  const plugin = (fbq) => { fbq.piiTranslator = translated }
  window.fbq?.registerPlugin?.('fbevents.plugins.identity', { __fbEventsPlugin: 1, plugin })
})()
