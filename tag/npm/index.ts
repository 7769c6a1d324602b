import { attempt } from '../src/attempt.ts'
import { install as takeOver, type Page } from '../src/install.ts'
import { whenShown } from '../src/page.ts'
import type { Settings } from '../src/settings.ts'
import type * as Package from './tandem.d.ts'

export const install: typeof Package.install = (settings) => {
  const page = window as unknown as Page
  page.tandem ||= stub()
  if (!('ready' in page.tandem)) {
    Object.assign(page.tandem, { ready: false })
    whenShown(document, () => attempt(() => takeOver(page, settings as unknown as Settings)))
  }
  return (...call: unknown[]) => page.tandem(...call) as void
}

/** Keeps what is called before the tag has taken over, as the snippet of a page does. */
function stub(): Page['tandem'] {
  const kept = (...call: unknown[]) => void (kept.q ||= []).push(call)
  kept.q = undefined as unknown[][] | undefined
  return kept as unknown as Page['tandem']
}
