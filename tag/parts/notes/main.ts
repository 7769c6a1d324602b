/** Explains the tag in the console: fetched where a site's settings say `debug`. Never a value of the visitor's. */
import type { Part } from '../../src/host.ts'
import type { Moment } from '../../src/moments.ts'
import type { Seen } from '../debug/main.ts'
import { wantsOverlay, type Debugging } from '../debug/wish.ts'
import { join } from '../join.ts'
import { textOf } from './texts.ts'

const notes: Part = ({ page, settings, tag }) => {
  const { console } = page as unknown as typeof globalThis
  const hears: Partial<Record<Moment, (...what: any[]) => void>> = {
    note: (...note) => console.warn('[tandem]', ...textOf(note)),
    pixel: (state) => console.info(`[tandem] Pixel ${state}`),
    answered(_, { status }) {
      if (status >= 300) console.warn(`[tandem] gateway answered ${status}: the answer to the request tells why`)
    },
    sent: ({ event_name, event_id, pixel }) =>
      console.info(`[tandem] ${event_name} ${event_id}: Pixel ${pixel}, gateway ${settings.mode !== 'pixel_only'}`),
  }
  tag['watch']!(([moment, ...what]: Seen) => hears[moment]?.(...what))
  if ((settings['debug'] as Debugging).key && wantsOverlay(page)) tag.fetch!('overlay')
}

join(notes)
