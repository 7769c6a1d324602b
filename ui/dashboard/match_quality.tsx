import './match_quality.css'
import { Badge } from '../look/badge.tsx'
import { Card } from '../look/card.tsx'
import { plural } from '../look/format.ts'
import { ago, when } from './amounts.ts'
import { Advice, Keys, Score } from './quality_parts.tsx'
import { useReport } from './report.ts'
import type { MatchQuality, NameQuality, QualityAnswer } from './shapes.ts'
import { Reported } from './trouble.tsx'
import { hours, Windows } from './windows.tsx'

/** How well the delivered events can be matched to people: our estimate, and what Meta says. */
export function MatchQualityPage() {
  const report = useReport<MatchQuality>(`/api/match-quality?hours=${hours()}`)
  return (
    <>
      <div class="page-head"><h1>Event Match Quality</h1><Badge kind="plain">Estimate</Badge><Windows /></div>
      <p class="soft lede">How well Meta can tell whom a delivered event is about, from 0 to 10. Meta does not publish its formula: our
        estimate adds up what each event carried, by the importance that Meta gives each key. Only events of web sites are scored.</p>
      <Reported report={report}>{(told) => <Names told={told} />}</Reported>
    </>
  )
}

function Names({ told }: { told: MatchQuality }) {
  const several = new Set(told.names.map(({ destination }) => destination)).size > 1
  return (
    <>
      {told.answers.filter(({ problem }) => problem).map((answer) => <Unanswered key={answer.destination} answer={answer} />)}
      {told.names.length === 0 && <Nothing />}
      {told.names.map((name) => <Name key={`${name.destination} ${name.event_name}`} name={name} told={told} several={several} />)}
      {told.newest && <p class="small soft">Of this window the newest {plural(told.newest, 'conversion')} were looked at.</p>}
    </>
  )
}

function Unanswered({ answer: { destination, asked_at, answered_at, problem } }: { answer: QualityAnswer }) {
  return (
    <section class="card trouble" role="status">
      <p class="break"><strong>{destination} did not tell its own scores</strong> when it was asked at {when(asked_at)}: {problem}</p>
      <p class="small">{answered_at ? `What it told at ${when(answered_at)} stands below. ` : ''}Asking needs a token that may read the dataset
        (<code>ads_read</code>); <code>quality-hours = 0</code> in tandem.toml asks no more. Sending is not touched by this.</p>
    </section>
  )
}

function Nothing() {
  return (
    <section class="card empty">
      <h2>Nothing to score yet</h2>
      <p>No event of a web site was delivered to Meta in this window. Try a longer one.</p>
    </section>
  )
}

interface NameProps {
  name: NameQuality
  told: MatchQuality
  several: boolean
}

function Name({ name, told, several }: NameProps) {
  const { destination, event_name, events, estimate } = name
  const aside = <span class="small soft break">{plural(events, 'delivered event')}{several && `, ${destination}`}</span>
  return (
    <Card title={event_name} aside={aside}>
      <div class="quality">
        <div class="scores">
          {estimate && <Score name="Our estimate" score={estimate.score} scale={told} note={target(estimate.score, told)} />}
          <Told name={name} told={told} />
        </div>
        <div class="quality-words">{estimate
          ? <><Advice advice={estimate.advice} /><Keys keys={estimate.keys} /></>
          : <p class="small soft">None was delivered by this gateway in this window.</p>}</div>
      </div>
    </Card>
  )
}

const target = (score: number, { target }: MatchQuality): string =>
  `${score >= target ? 'meets' : 'below'} the ${target.toFixed(1)} that Meta asks for`

/** Meta's own score, with its age. */
function Told({ name, told }: { name: NameQuality; told: MatchQuality }) {
  const answer = told.answers.find(({ destination }) => destination === name.destination)
  if (!answer?.answered_at) return <p class="small faint">Meta has not told its own score yet.</p>
  const asked = ago(answer.answered_at, told.now)
  if (name.told === null) return <p class="small faint">Meta told no score of it, asked {asked}.</p>
  return <Score name="Meta says" score={name.told} scale={told} note={`asked ${asked}`} />
}
