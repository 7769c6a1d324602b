/** The tag starts here: it takes over the stub's queue and answers to `tandem(…)`. It never throws into the page. */
import { attempt } from './attempt.ts'
import { install, type Page } from './install.ts'
import { whenShown } from './page.ts'
import type { Settings } from './settings.ts'

/** The gateway puts the site's settings in front of this bundle under this name: see tag/frame.js. */
declare const __TANDEM_SETTINGS__: Settings

whenShown(document, () => attempt(() => install(window as unknown as Page, __TANDEM_SETTINGS__)))
