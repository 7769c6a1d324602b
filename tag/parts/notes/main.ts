/** Explains the tag in the console: composed in where a site's settings say `debug`. Never a value of the visitor's. */
import type { Part } from '../../src/host.ts'
import { join } from '../join.ts'
import { textOf } from './texts.ts'

const notes: Part = ({ on, page, settings }) => {
  const { console } = page as unknown as typeof globalThis
  on('note', (...note) => console.warn('[tandem]', ...textOf(note)))
  on('pixel', (state) => console.info(`[tandem] Pixel ${state}`))
  on('answered', (_, { status }) => {
    if (status >= 300) console.warn(`[tandem] gateway answered ${status}: the answer to the request tells why`)
  })
  on('sent', ({ event_name, event_id, pixel }) =>
    console.info(`[tandem] ${event_name} ${event_id}: Pixel ${pixel}, gateway ${settings.mode !== 'pixel_only'}`),
  )
}

join(notes)
