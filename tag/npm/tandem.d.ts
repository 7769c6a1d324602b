/** What `tandem tag --settings` prints. */
export interface Settings {
  readonly site: string
  readonly endpoint: string
  readonly [name: string]: unknown
}

/** Customer data under Meta's keys: clear or SHA-256. */
export type User = {
  readonly [key in 'em' | 'ph' | 'fn' | 'ln' | 'ge' | 'db' | 'ct' | 'st' | 'zp' | 'country' | 'external_id']?: string | number
}

export interface Tandem {
  /** A standard event of Meta's, or one of your own. `eventID`: the id on both legs; without it the dictionary's, or a minted one. */
  (verb: 'track' | 'trackCustom', name: string, params?: object, options?: { readonly eventID?: string }): void
  (verb: 'identify', user: User): void
  /** The visitor's answer; `signal` says who asked, `at` when (Unix milliseconds). */
  (verb: 'consent', word: 'granted' | 'denied', details?: { readonly signal?: string; readonly at?: number }): void
  /** A verb that one of the tag's parts brings. */
  (verb: string, ...words: unknown[]): unknown
}

/**
 * Install the tag on this page, once: a second call answers with the same. Import the parts that your settings switch on
 * (`import 'tandem-tag/parts/routes'`) before. Calls are kept until a page that was rendered ahead is shown. Never throws.
 */
export declare function install(settings: Settings): Tandem
