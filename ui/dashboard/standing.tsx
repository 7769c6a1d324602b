import { plural } from '../look/format.ts'
import { when } from './amounts.ts'
import type { Health, Lane } from './shapes.ts'

/** What somebody should know before looking at figures: who is silent, what stands still, what is near its end. */
export function Standing({ health, held }: { health: Health; held: readonly string[] }) {
  const said = sentences(health, held)
  if (said.length === 0) return null
  return (
    <section class="card trouble" role="status">
      <ul class="rows">{said.map((sentence) => <li key={sentence} class="break">{sentence}</li>)}</ul>
    </section>
  )
}

/** What the worker found of shops, payment providers and CRMs, and what persons ask through them: docs/alerts.md. */
const OF_SOURCES = new Set(['source_silent', 'source_refused', 'poll_failing', 'privacy'])

/** `held`: destinations that have a notice of their own. */
function sentences({ processes, books }: Health, held: readonly string[]): string[] {
  const silent = processes.filter((row) => !row.alive)
    .map(({ process }) => `The ${process} gives no sign of life. Start it with tandem serve, and look at its log.`)
  if (books === null) return silent
  const aside = books.set_aside
    ? [`${plural(books.set_aside, 'message')} could not be entered into the books and ${books.set_aside === 1 ? 'is' : 'are'} kept aside. Please report it.`]
    : []
  const sources = books.alerts.filter((alert) => OF_SOURCES.has(alert.kind)).map((alert) => alert.text)
  return [...silent, ...aside, ...sources, ...books.lanes.flatMap((lane) => laneSentences(lane, held.includes(lane.destination)))]
}

function laneSentences(lane: Lane, isHeld: boolean): string[] {
  const { destination, pause, near_deadline, dead } = lane
  const said = []
  if (pause && !isHeld) said.push(paused(lane, pause))
  if (near_deadline) said.push(`${plural(near_deadline, 'event')} for ${destination} can be sent for less than two days more.`)
  if (dead) said.push(`${plural(dead, 'dead letter')} at ${destination}: tandem dead lists why, tandem replay sends them again.`)
  return said
}

function paused({ destination, waiting, retry_at }: Lane, pause: NonNullable<Lane['pause']>): string {
  const again = retry_at ? ` One event is tried ${when(retry_at)}.` : ''
  return `Nothing is sent to ${destination} since ${when(pause.begun_at)} (${pause.cause}: ${pause.detail}). ${plural(waiting, 'event waits', 'events wait')}.${again}`
}
