/** Events that the page tells Google's data layer, past and future: counted under Meta's names. */
import { attempt } from '../../src/attempt.ts'
import type { Part } from '../../src/host.ts'
import { join } from '../join.ts'
import { openEar } from './ear.ts'

const datalayer: Part = ({ page, settings, tag }) => {
  const { name, ...events } = settings.datalayer as any
  const hear = openEar(tag, events)
  const layer: unknown[] = ((page as any)[name] ||= [])
  const { push } = layer
  const listen = (entries: unknown[]) => [...entries].forEach((entry) => attempt(() => hear(entry)))
  listen(layer)
  // Google's own scripts wrap it as well, before us or after.
  layer.push = function (...entries) {
    listen(entries)
    return push.apply(this, entries)
  }
}

join(datalayer)
