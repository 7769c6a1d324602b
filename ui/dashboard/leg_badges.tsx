import { Badge } from '../look/badge.tsx'
import type { EventFate, Pixel } from './shapes.ts'
import { explain, pixelWords } from './words.ts'

const PIXEL_KINDS = { loaded: 'browser', blocked: 'refused', slow: 'notice', loading: 'notice', off: 'plain' } as const

/** What became of the browser leg. */
export function PixelBadge({ pixel }: { pixel: Pixel | null }) {
  return <Badge kind={pixel ? PIXEL_KINDS[pixel] : 'plain'}>{pixelWords(pixel).name}</Badge>
}

/** What became of the server leg at one destination. */
export function FateBadge({ fate: { state, reason } }: { fate: EventFate }) {
  if (state === 'delivered') return <Badge kind="server">Delivered</Badge>
  if (state === 'waiting') return <Badge kind="notice">Waiting</Badge>
  const { title, by_rule } = explain(reason ?? '')
  return <Badge kind={by_rule ? 'plain' : 'refused'}>{title}</Badge>
}
