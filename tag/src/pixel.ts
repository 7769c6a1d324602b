import { attempt } from './attempt.ts'
import type { Happening, Verb } from './event.ts'
import { loadLibrary, placeFbq, takesCalls, type Fbq, type FbqPage } from './fbq.ts'
import { usesPixel } from './route.ts'
import type { Settings } from './settings.ts'
import type { UserData } from './user.ts'
import type { Consent, PixelState } from './wire.ts'

/** Milliseconds after which a silent library counts as slow. */
const PATIENCE = 5000

/** How no limit prints. */
const UNLIMITED = 'undefined'

export interface Pixel {
  /** The visitor allows it: load the library (once) and name the pixels. */
  start(user: UserData, limit: Limit): void
  /** Hand one event over, or, where the page does that itself, do not; answers what is known of the library by now. */
  carry(verb: Verb, event: Happening, told?: boolean): PixelState
  identify(user: UserData): void
  /** Limited Data Use, from the next event on. */
  limit(limit: Limit): void
  revoke(): void
}

/** Meta's numbers of country and state, where the visitor's data may be used for little. */
type Limit = Consent['limit']

/** Whether more may still be heard of the library. */
export function isUndecided(state: PixelState | undefined): boolean {
  return state === 'loading' || state === 'slow'
}

/** The browser leg. `known` hears each change of state. */
export function openPixel(page: FbqPage, settings: Settings, known: (state: PixelState) => void): Pixel {
  let state: PixelState = 'off'
  let own: Fbq | undefined
  let named = false
  let revoked = false
  let limited = UNLIMITED

  /** Blocked is also a library that came and left our queue alone. */
  function look(otherwise: PixelState): void {
    if (!isUndecided(state)) return
    state = takesCalls(page) ? 'loaded' : otherwise
    known(state)
  }
  /** The page may have put its own `fbq` there, or be about to: then it loads the library itself, and we only look. */
  function load(): void {
    state = 'loading'
    setTimeout(() => look('slow'), PATIENCE)
    if (page.fbq || settings.observer) return
    own = placeFbq(page)
    loadLibrary(page, settings.pixel_script, () => look('blocked'))
  }
  /** The page's own `fbq` may be broken, and that must cost nobody the server leg. */
  function call(...words: unknown[]): void {
    attempt(() => (page.fbq!.tandem || page.fbq!)(...words))
  }
  const name = (user: UserData) => settings.pixels.forEach((pixel) => call('init', pixel, user))

  function limit(to: Limit): void {
    if (state === 'off' || `${to}` === limited) return
    limited = `${to}`
    call('dataProcessingOptions', to ? ['LDU'] : [], ...(to || []))
  }

  return {
    start(user, to) {
      if (!usesPixel(settings)) return
      if (state === 'off') load()
      limit(to)
      if (revoked) call('consent', 'grant')
      if (!named) name(user)
      named = true
      revoked = false
    },
    carry(verb, { event_name, event_id, custom_data }, told) {
      const event = [event_name, custom_data, { eventID: event_id }]
      // On the page's own `fbq` there may be pixels of others, which a plain `track` would reach too.
      if (own && !told) call(verb, ...event)
      if (!own && !told) settings.pixels.forEach((pixel) => call(verb.replace('track', 'trackSingle'), pixel, ...event))
      if (takesCalls(page)) look('loaded')
      return state
    },
    identify(user) {
      if (named && !revoked) name(user)
    },
    limit,
    revoke() {
      if (state === 'off' || revoked) return
      // What the library has not taken yet it shall not find: it would work through it before it hears of the refusal.
      if (own && !own.callMethod) own.queue!.length = 0
      named = takesCalls(page)
      if (!named) limited = UNLIMITED
      call('consent', 'revoke')
      revoked = true
    },
  }
}
