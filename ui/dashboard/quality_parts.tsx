// What the page of match quality and an event's own page show alike.
import { percent } from '../look/format.ts'
import { Meter } from '../look/meter.tsx'
import type { Estimate, KeyShare } from './shapes.ts'

interface Scale {
  most: number
  target: number
}

/** A score with its name, and how far it is from the best. */
export function Score({ name, score, scale, note }: { name: string; score: number; scale: Scale; note: string }) {
  return (
    <div class="score">
      <span class="small soft">{name}</span>
      <strong class="score-figure">{score.toFixed(1)}</strong>
      <Meter share={score / scale.most} of={`the best score: ${name}`} kind="server" />
      <span class="small faint">{note}</span>
    </div>
  )
}

/** What to add, most helpful first. */
export function Advice({ advice }: Pick<Estimate, 'advice'>) {
  if (advice.length === 0) return <p class="small soft">Nothing more would raise it.</p>
  return <ul class="advice small" aria-label="What would raise it">{advice.slice(0, SHOWN).map(({ key, text }) => <li key={key}>{text}</li>)}</ul>
}

const SHOWN = 5 // more than this is read in the table of keys

/** Every key: who carried it, what it adds, what there is to gain. */
export function Keys({ keys }: Pick<Estimate, 'keys'>) {
  return (
    <details>
      <summary>Every key</summary>
      <table class="table quality-keys">
        <thead>
          <tr>
            <th scope="col">Key</th><th scope="col" class="quality-priority">Priority</th>
            <th scope="col" class="is-number">Coverage</th><th scope="col" class="is-number">Adds</th><th scope="col" class="is-number">To gain</th>
          </tr>
        </thead>
        <tbody>{keys.map((share) => <Row key={share.key} share={share} />)}</tbody>
      </table>
    </details>
  )
}

function Row({ share }: { share: KeyShare }) {
  return (
    <tr>
      <th scope="row">{share.name}</th>
      <td class="soft quality-priority">{share.priority}</td>
      <td class={`is-number ${share.coverage ? '' : 'faint'}`}>{percent(share.coverage)}</td>
      <td class={`is-number ${share.contributed ? '' : 'faint'}`}>{share.contributed.toFixed(1)}</td>
      <td class={`is-number ${share.gain ? '' : 'faint'}`}>{share.gain ? `+${share.gain.toFixed(1)}` : '0.0'}</td>
    </tr>
  )
}
