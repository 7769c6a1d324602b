// Made from contracts/wire.schema.json by tools/tag_wire.mjs. Change the schema, then run it again.

export interface TagMessage {
  v: 1
  /** The tag's own version. */
  tag?: string | undefined
  consent: Consent
  visit?: Visit | undefined
  /** May be empty: the message then only refreshes the cookies. */
  events?: TagEvent[] | undefined
  /** What became of the browser leg of events sent before. */
  pixel?: PixelReport[] | undefined
}

export interface Consent {
  ads: 'granted' | 'denied' | 'unknown'
  /** Who said so: manual, gpc, tcf, the name of a banner. */
  signal?: string | undefined
  /** When the visitor decided, Unix milliseconds. */
  at?: number | undefined
  /** Limited Data Use: Meta's numbers of country and state, 0 and 0 where Meta shall find out. */
  limit?: number[] | undefined
  /** Where the visitor is, ISO 3166: DE, US-CA. */
  region?: string | undefined
}

export interface Visit {
  fbp?: string | undefined
  fbc?: string | undefined
  /** Ids of other platforms' clicks, by parameter in lower case or by the cookie of a platform's own tag: contracts/click_ids.json. */
  clicks?: Record<string, Click> | undefined
  /** Under which another domain may ask for this visit, once: 128 bits of chance in base64url. */
  reference?: string | undefined
  /** The reference with which this page was reached: its events are of that visit. */
  redeem?: string | undefined
}

export interface Click {
  /** As it stood in the address or in the cookie: not decoded, case kept. */
  id: string
  /** When it was first seen, Unix milliseconds. */
  at?: number | undefined
}

export interface TagEvent {
  event_name: string
  event_id: string
  /** Unix milliseconds. */
  event_time: number
  event_source_url?: string | undefined
  referrer_url?: string | undefined
  custom_data?: Record<string, unknown> | undefined
  /** Customer data the page gave: em, ph, fn, ln, ge, db, ct, st, zp, country, external_id. Clear or SHA-256; hashed by the gateway before disk. */
  user_data?: Record<string, unknown> | undefined
  pixel?: PixelState | undefined
}

export interface PixelReport {
  event_name: string
  event_id: string
  state: PixelState
}

/** loading: asked for, no answer yet. loaded: the Pixel took the event. blocked: it failed to load. slow: nothing after 5 seconds. off: this event has no browser leg. */
export type PixelState = 'loading' | 'loaded' | 'blocked' | 'slow' | 'off'
