/**
 * Meta's Pixel shall hear of the visitor in hashes only. What makes them, the part `hash`, is fetched once there is
 * something to hash, and takes this one's place; until then the Pixel is told nothing of the visitor.
 */
import type { Part } from '../../src/host.ts'
import { join } from '../join.ts'

const veil: Part = ({ on, tag, veil }) => {
  let open = false
  on('open', () => void (open = true))
  on('shut', () => void (open = false))
  veil((user) => {
    if (open && Object.keys(user)[0]) tag.fetch!('hash')
    return {}
  })
}

join(veil)
