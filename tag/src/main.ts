/** The tag starts here: it takes over the stub's queue and answers to `tandem(…)`. It never throws into the page. */
import { attempt } from './attempt.ts'
import { whenShown } from './page.ts'
import type { Settings } from './settings.ts'
import { openTag } from './tag.ts'

/** The gateway puts the site's settings in front of this bundle under this name: see tag/frame.js. */
declare const __TANDEM_SETTINGS__: Settings

/** The `arguments` of one call. */
type Call = ArrayLike<unknown> & Iterable<unknown>
type Stub = { (...call: unknown[]): unknown; q?: Call[] | null; ready: boolean }
type Page = typeof window & { tandem: Stub }

function install(page: Page): void {
  const { tag, begin, tell } = openTag(page, __TANDEM_SETTINGS__)
  const queued = page.tandem.q || []
  const run = ([verb, ...words]: Call): unknown =>
    attempt(
      () => tag[verb as string]!(...words),
      (error) => tell('note', 'failed', verb, error),
    )
  const these = (verbs: RegExp) => queued.filter(([verb]) => verbs.test(verb as string))
  page.tandem = Object.assign((...call: unknown[]) => run(call), { ready: true })
  // Who joins hears everything. What the page says of the visitor holds for all it queued; of several answers from the
  // banner, the last.
  these(/^join/).forEach(run)
  these(/^(?!join|consent|track)/).forEach(run)
  these(/^consent/).slice(-1).forEach(run)
  begin()
  these(/^track/).forEach(run)
}

whenShown(document, () => attempt(() => install(window as unknown as Page)))
