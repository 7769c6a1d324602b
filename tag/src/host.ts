/**
 * What a part (tag/parts/NAME/main.ts) sees of the tag that it joins by `tandem('join', part)`.
 *
 * Nothing is stored, requested or sent before `open`; on `shut` everything that a part has stored goes. A part never
 * throws into the page and never delays a navigation.
 */
import type { Happening, Verb } from './event.ts'
import type { FbqPage } from './fbq.ts'
import type { Listener, Moment } from './moments.ts'
import type { Post } from './post.ts'
import type { Settings } from './settings.ts'
import type { Tag } from './tag.ts'
import type { UserData } from './user.ts'
import type { Jar } from './visit.ts'
import type { Consent, Visit } from './wire.ts'

export interface Host {
  readonly page: FbqPage
  readonly settings: Settings
  /** As the page itself would call. A part may add verbs of its own. */
  readonly tag: Tag
  /** The page's cookies. Write only after `open`. */
  readonly jar: Jar
  /** As it stands. */
  consent(): Consent
  /**
   * The visitor's answer as somebody else knows it, `unknown` included: under `opt_out` that opens. Global Privacy
   * Control stands above it, unless the answer itself is limited.
   */
  answer(consent: Consent): void
  /**
   * A call of the page's that the Pixel has been told already, or will be by the page: only our leg is left. Answers
   * with the event, so that its id can be put on the page's own call; nothing if the call names no event.
   */
  mirror(verb: Verb, words: readonly unknown[]): Happening | undefined
  /** More about the visit, sent with every message from now on until `shut`. */
  visit(more: Partial<Visit>): void
  /** A message goes out at the end of this task, even if there is no event for it. */
  touch(): void
  /** Of the visitor the Pixel is told what this makes of the customer data; the gateway is told all of it. */
  veil(by: Veil): void
  /** Hand a body to the gateway once, within what may be in flight of this page. */
  readonly post: Post
  /** Listen. `open` is told at once where it was told already. */
  on(moment: Moment, run: Listener): void
}

export type Veil = (user: UserData) => UserData

export type Part = (host: Host) => void
