import { attempt } from './attempt.ts'
import type { Settings } from './settings.ts'
import { openTag } from './tag.ts'

/** The `arguments` of one call. */
type Call = ArrayLike<unknown> & Iterable<unknown>
type Stub = { (...call: unknown[]): unknown; q?: Call[] | null; ready: boolean }
export type Page = typeof window & { tandem: Stub }

/** From here on `tandem(…)` is the tag itself; what the stub has kept is done first. */
export function install(page: Page, settings: Settings): void {
  const { tag, begin, tell } = openTag(page, settings)
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
