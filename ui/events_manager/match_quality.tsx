import { Badge } from '../look/badge.tsx'
import { Card } from '../look/card.tsx'
import { percent, plural } from '../look/format.ts'
import { Meter } from '../look/meter.tsx'
import { useAnswer, type KeyShare, type MatchQualities, type MatchQuality } from './api.ts'

const ADVICE = 3 // more than this is read under "Every key"

/** How well the server's events can be matched: a score per event name, and what would raise it most. */
export function MatchQualityCard({ beat }: { beat: number }) {
  const found = useAnswer<MatchQualities>('/sandbox/match_quality', beat)
  if (!found) return null
  return (
    <Card title="Event Match Quality" aside={<Badge kind="plain">Estimate</Badge>}>
      <p class="soft small quality-note">
        Meta does not publish its formula. This estimate adds up the keys of each server event from a website, by the
        importance Meta gives them. Meta asks for {found.target.toFixed(1)} or more.
      </p>
      {found.events.length === 0
        ? <p class="soft">The server has sent no event from a website yet.</p>
        : <ul class="qualities">{found.events.map((quality) => <Quality key={quality.event_name} quality={quality} scale={found} />)}</ul>}
    </Card>
  )
}

function Quality({ quality, scale }: { quality: MatchQuality; scale: MatchQualities }) {
  const { event_name, score, events, advice, keys } = quality
  return (
    <li class="quality">
      <span class="quality-name"><strong class="break">{event_name}</strong> <span class="soft small">{plural(events, 'event')}</span></span>
      <span class="quality-score">
        <Meter share={score / scale.most} of={`the best score, for ${event_name}`} kind="server" />
        <strong>{score.toFixed(1)}</strong>
        <span class="soft small">{score >= scale.target ? 'meets the target' : 'below the target'}</span>
      </span>
      <span class="quality-advice small">
        {advice.slice(0, ADVICE).map(({ key, text }) => <span key={key} class="advice">{text}</span>)}
      </span>
      <details class="parameters">
        <summary>Every key</summary>
        <Keys keys={keys} />
      </details>
    </li>
  )
}

function Keys({ keys }: { keys: readonly KeyShare[] }) {
  return (
    <table class="table quality-keys">
      <thead>
        <tr>
          <th scope="col">Key</th>
          <th scope="col">Priority</th>
          <th scope="col" class="is-number">Coverage</th>
          <th scope="col" class="is-number">Adds</th>
          <th scope="col" class="is-number">To gain</th>
        </tr>
      </thead>
      <tbody>
        {keys.map((share) => (
          <tr key={share.key}>
            <th scope="row">{share.name}</th>
            <td class="soft">{share.priority}</td>
            <td class="is-number">{percent(share.coverage)}</td>
            <td class={`is-number ${share.contributed ? '' : 'faint'}`}>{share.contributed.toFixed(1)}</td>
            <td class={`is-number ${share.gain ? '' : 'faint'}`}>{share.gain ? `+${share.gain.toFixed(1)}` : '0.0'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
