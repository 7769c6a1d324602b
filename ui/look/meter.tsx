import { percent } from './format.ts'

/** A share between 0 and 1 as a thin bar. `of` says in words what it is a share of. */
export function Meter({ share, of, kind = 'plain' }: { share: number; of: string; kind?: 'browser' | 'server' | 'plain' }) {
  return (
    <span class={`meter is-${kind}`} role="img" aria-label={`${percent(share)} of ${of}`}>
      <span style={{ width: percent(share) }} />
    </span>
  )
}
