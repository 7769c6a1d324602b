import type { ComponentChildren } from 'preact'
import { Stat } from '../look/card.tsx'
import { count, plural } from '../look/format.ts'
import { worths } from './amounts.ts'
import type { Overview, Totals } from './shapes.ts'
import { explain } from './words.ts'

/** The figures that matter, each with its meaning in a sentence. */
export function Headline({ seen: { totals, recovered } }: { seen: Overview }) {
  const { held, refused } = split(totals)
  return (
    <dl class="card stats headline">
      <Stat name="Messages" value={count(messages(totals))} note={arrivals(totals)} />
      <Stat name="Conversions" value={count(totals.conversions)} note={merged(totals)} />
      <Stat name="Delivered" value={count(totals.delivered)} note={waiting(totals)} />
      <Stat name="Held back" value={count(held)} note="by your own rules: consent, browser only" />
      <Stat name="Refused" value={count(refused)} note={refused ? 'to look into, see below' : 'nothing to look into'} />
      <Stat name="Recovered" value={<a href="/recovered">{count(recovered.conversions)}</a>}
        note={recovered.worth.length ? `${worths(recovered.worth)} that only the server told of` : 'that only the server told of'} />
    </dl>
  )
}

const messages = ({ arrivals }: Totals): number => Object.values(arrivals).reduce((sum, number) => sum + number, 0)

function arrivals({ arrivals: { tag = 0, backend = 0, graph = 0, webhook = 0, noscript = 0 } }: Totals): string {
  const told = [`${count(tag)} from the tag`, `${count(backend + graph)} from backends`]
  if (webhook) told.push(`${count(webhook)} from sources`)
  if (noscript) told.push(`${count(noscript)} from pages without JavaScript`)
  return told.join(', ')
}

const merged = ({ repetitions, told_by_both }: Totals): ComponentChildren =>
  repetitions ? `${plural(repetitions, 'repetition')} merged; ${count(told_by_both)} told by both sides` : 'none was told twice'

function waiting({ waiting, owed_to_nobody }: Totals): string {
  const kept = owed_to_nobody ? `, ${count(owed_to_nobody)} owed to no destination` : ''
  return (waiting ? `${count(waiting)} still waiting` : 'none is waiting') + kept
}

/** Refusals that the site's rules ask for, and those that somebody should look into. */
function split({ refused }: Totals): { held: number; refused: number } {
  const sums = { held: 0, refused: 0 }
  for (const [reason, number] of Object.entries(refused)) sums[explain(reason).by_rule ? 'held' : 'refused'] += number
  return sums
}
