/** What an adapter finds on the page. A page's globals are whatever they are: who trips over them answers `wait`. */
export type Globals = Record<string, any>

/**
 * - nothing: its platform is not here.
 * - `wait`: it is here, and the visitor has not answered.
 * - `free`: it is here, and this visitor need not be asked, or has not objected where that suffices.
 * - `granted`, `denied`: the answer.
 * - `optout`: the objection of US law to sale, sharing or targeted ads, which a region may take as a limit.
 */
export type Reading = 'wait' | 'free' | 'granted' | 'denied' | 'optout' | false | undefined

export type Told = (what?: any) => void

/** One consent platform: how it is read, and how it tells of a change. */
export interface Adapter {
  /** `told`: what it said last; `names`: what the site calls advertising there; `region`: where the visitor is. */
  read(page: Globals, told: any, names: readonly string[], region: string): Reading
  /** Ask to be told from now on. Unless it answers so (true), it is asked again at the next occasion. */
  ask?(page: Globals, tell: Told): unknown
  /** The events that announce a change, on the window or the document. */
  on?: string
  /** Where what it said last places the visitor: ISO 3166, `US-CA`. */
  where?(told: any): string
}

/** What is allowed before the visitor has answered is a preset: nobody's agreement. */
export function answerOf(allowed: unknown, answered: unknown): Reading {
  return answered ? (allowed ? 'granted' : 'denied') : allowed ? 'free' : 'wait'
}

/** How every adapter ends. Its name is the events' signal; the order in which a site names them is their rank. */
export function adapter(name: string, it: Adapter): void {
  ;(window as Globals)['tandem']('adapter', name, it)
}
