import { useState } from 'preact/hooks'
import { Badge } from '../look/badge.tsx'
import { plural } from '../look/format.ts'
import { startAnew, useAnswer, type Pair, type Rejected } from './api.ts'
import { FirstSteps } from './first_steps.tsx'
import { PairCard } from './pair.tsx'
import { RejectedCard } from './rejected.tsx'

const NEWEST = 50

const FILTERS = {
  all: 'All',
  both: 'Both legs',
  one: 'One leg',
  refused: 'Refused',
} as const
type Filter = keyof typeof FILTERS

/** Everything that comes in, newest first: each thing that happened with its two legs side by side. */
export function TestEventsPage({ beat }: { beat: number }) {
  const [filter, setFilter] = useState<Filter>('all')
  const legs = filter === 'both' || filter === 'one' ? `&legs=${filter}` : ''
  const pairs = useAnswer<{ pairs: Pair[] }>(`/sandbox/pairs?limit=${NEWEST}${legs}`, beat)?.pairs
  const rejected = useAnswer<{ rejected: Rejected[] }>(`/sandbox/rejected?limit=${NEWEST}`, beat)?.rejected
  if (!pairs || !rejected) return <p class="soft">Reading…</p>
  if (filter === 'all' && pairs.length + rejected.length === 0) return <FirstSteps />
  return (
    <>
      <h1 class="visually-hidden">Test Events</h1>
      <div class="toolbar" role="group" aria-label="Show">
        {Object.entries(FILTERS).map(([name, label]) => (
          <button key={name} type="button" class="button" aria-pressed={filter === name} onClick={() => setFilter(name as Filter)}>
            {label}
          </button>
        ))}
        <button type="button" class="button start-anew" onClick={startAnew}>Start anew</button>
      </div>
      <Stream pairs={filter === 'refused' ? [] : pairs} rejected={filter === 'all' || filter === 'refused' ? rejected : []} />
    </>
  )
}

function Stream({ pairs, rejected }: { pairs: Pair[]; rejected: Rejected[] }) {
  const entries = [
    ...pairs.map((pair) => ({ at: lastMoment(pair), card: <PairCard key={`pair ${pair.number}`} pair={pair} /> })),
    ...rejected.map((refusal) => ({ at: refusal.received_at, card: <RejectedCard key={`refusal ${refusal.number}`} refusal={refusal} /> })),
  ].sort((one, other) => other.at - one.at)
  if (entries.length === 0) return <p class="soft">Nothing of this kind among what was received.</p>
  return (
    <>
      <p class="visually-hidden" role="status">{plural(entries.length, 'entry', 'entries')}</p>
      {rejected.length > 0 && pairs.length === 0 && <Badge kind="refused">Refused whole: nothing of these batches is counted</Badge>}
      <div class="stream">{entries.map((entry) => entry.card)}</div>
    </>
  )
}

const lastMoment = (pair: Pair) => Math.max(pair.browser?.received_at ?? 0, pair.server?.received_at ?? 0)
