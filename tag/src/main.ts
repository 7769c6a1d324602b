/** The tag starts here: it takes over the stub's queue and answers to `tandem(…)`. It never throws into the page. */
import { whenShown } from './page.ts'
import type { Settings } from './settings.ts'
import { openTag, type Tag } from './tag.ts'

/** The gateway serves `GET /t.js` as this bundle, with the site's settings put in front under this name. */
declare const __TANDEM_SETTINGS__: Settings

/** The `arguments` of one call. */
type Call = ArrayLike<unknown> & Iterable<unknown>
type Stub = { (...call: unknown[]): void; q?: Call[]; ready?: boolean }
type Page = typeof window & { tandem?: Stub }

function install(page: Page): void {
  const stub = page.tandem
  if (stub && stub.ready) return
  const { tag, begin } = openTag(page, __TANDEM_SETTINGS__)
  const run = (call: Call) => quietly(() => obey(tag, call))
  page.tandem = Object.assign((...call: unknown[]) => run(call), { ready: true })
  const queued = (stub && stub.q) || []
  const named = (name: string) => queued.filter(([verb]) => verb === name)
  // What the page says of the visitor holds for all it queued; of several answers from the banner, the last.
  named('identify').forEach(run)
  named('consent').slice(-1).forEach(run)
  begin()
  queued.filter(([verb]) => verb !== 'identify' && verb !== 'consent').forEach(run)
}

function obey(tag: Tag, [verb, ...words]: Call): void {
  const command = tag[verb as keyof Tag]
  if (!command) throw `${verb} unknown: pass ${Object.keys(tag)}`
  command(...(words as [unknown]))
}

/** The page comes first: whatever goes wrong here stays here. */
function quietly(run: () => void): void {
  try {
    run()
  } catch (error) {
    if (__TANDEM_SETTINGS__.debug) console.warn('[tandem]', error)
  }
}

whenShown(document, () => quietly(() => install(window)))
