/** What the gateway puts in front of the tag: the settings of one site, its dictionary of events among them. */
export interface Settings {
  readonly site: string
  /** `api_only`: no Pixel. `pixel_only`: no server leg. */
  readonly mode: 'both' | 'api_only' | 'pixel_only'
  /** Where the server leg goes: an absolute address. */
  readonly endpoint: string
  readonly pixels: readonly string[]
  /** Where Meta's library lies. */
  readonly pixel_script: string
  /** `opt_in`: nothing before a yes. `opt_out`: until a no. */
  readonly consent: Policy
  readonly honour_gpc: boolean
  /** The domain that `_fbp` and `_fbc` are set for; empty: the page's own host only. */
  readonly cookie_domain: string
  /** Whether a PageView goes by itself, once per page. */
  readonly page_view: boolean
  readonly events: Readonly<Record<string, Definition>>
  /** Where the parts lie that a page fetches when it needs them: an address that ends in `/`. See tag/parts/late. */
  readonly parts?: string
  /** Which of them are fetched at once. */
  readonly soon?: readonly string[]
  /** Of a tag that is pinned: by name, what each of them must be, as `integrity` says it. */
  readonly seals?: Readonly<Record<string, string>>
  /** Consent platforms give the first answer: the gate stays held until then. See tag/parts/cmp. */
  readonly cmp?: unknown
  /** What a part is told, under its own name. */
  readonly [part: string]: unknown
}

export type Policy = 'opt_in' | 'opt_out'

export type Leg = 'browser' | 'server'

/** One event of the dictionary. */
export interface Definition {
  readonly legs?: readonly Leg[] | null
  /** How its id is made, e.g. `order_{order_id}`; without it the tag mints one. */
  readonly event_id?: string | null
  /** Parameters without which Meta refuses it. */
  readonly required?: readonly string[] | null
}

/** What the dictionary says of an event; nothing of one that it does not name. */
export function definitionOf(name: string, { events }: Pick<Settings, 'events'>): Definition {
  return events[name] || {}
}
