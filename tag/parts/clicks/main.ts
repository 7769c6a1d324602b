/** Other platforms' clicks, each with the moment it was first seen: kept after consent, told with every message. */
import type { Part } from '../../src/host.ts'
import { join } from '../join.ts'
import { clicksOf } from './landing.ts'
import { clicksIn, keepClicks, type Clicks } from './store.ts'

interface ClickSettings {
  /** Names in an address, as alternatives of a regular expression. */
  readonly parameters: string
  /** The same for the cookies of the platforms' own tags, which the gateway takes apart. */
  readonly cookies: string
  readonly in_app: boolean
}

export const clicks: Part = ({ page, settings, jar, tag, visit, on }) => {
  const { parameters, cookies, in_app } = settings.clicks as ClickSettings
  const led = clicksOf(page.location.href, page.document.referrer, parameters, Date.now())

  /** The platforms' tags may come later than ours. */
  function tell(): void {
    const told: Clicks = {}
    for (const name of cookies.split('|')) for (const id of jar.read(name)) told[name] = { id }
    visit({ clicks: { ...told, ...led, ...clicksIn(jar) } })
  }

  on('open', () => {
    const kept = clicksIn(jar)
    for (const name in led) {
      // A click seen before keeps its first time; a new one becomes the last.
      if (kept[name]?.id === led[name]!.id) continue
      delete kept[name]
      kept[name] = led[name]!
    }
    keepClicks(jar, kept)
    tell()
    if (in_app && ('webkit' in page || /FBAV|Instagram/.test(page.navigator.userAgent))) tag.fetch!('inapp')
  })
  on('sent', tell)
  on('shut', () => jar.write('_tandem', ''))
}

join(clicks)
