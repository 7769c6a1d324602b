import './trace.css'
import { Card } from '../look/card.tsx'
import { money, when } from './amounts.ts'
import { EventQualityCard } from './event_quality.tsx'
import { FateBadge, PixelBadge } from './leg_badges.tsx'
import { moments } from './moments.tsx'
import { Prose } from './prose.tsx'
import { useReport } from './report.ts'
import type { Trace } from './shapes.ts'
import { Timeline } from './timeline.tsx'
import { Reported } from './trouble.tsx'
import { explain, PLACES, pixelWords } from './words.ts'

const WAITS = {
  in_flight: 'for its answer',
  order: 'for the word of its order’s truth',
  paused: 'while nothing is sent there',
  consent: 'for the visitor’s answer',
  retry: 'for its next try',
  other_leg: 'for its other leg',
  due: 'for its turn',
}

export function TracePage({ id }: { id: number }) {
  const report = useReport<Trace>(`/api/events/${id}`)
  return (
    <>
      <p class="small"><a href="/events">Events</a> <span class="faint">/ {id}</span></p>
      <Reported report={report}>{(trace) => <Story trace={trace} />}</Reported>
    </>
  )
}

function Story({ trace }: { trace: Trace }) {
  const { event } = trace
  return (
    <>
      <div class="page-head">
        <h1>{event.event_name}</h1>
        <code class="soft break">{event.event_id}</code>
        {event.value !== null && <strong class="trace-worth">{money(event.value, event.currency)}</strong>}
      </div>
      <div class="columns">
        <BrowserLeg trace={trace} />
        <ServerLeg trace={trace} />
      </div>
      <EventQualityCard id={event.id} />
      <Card title="From receipt to answer"><Timeline moments={moments(trace)} /></Card>
      <Card title="The event"><Facts trace={trace} /></Card>
    </>
  )
}

function BrowserLeg({ trace: { event } }: { trace: Trace }) {
  return (
    <Card title="Browser leg" aside={<PixelBadge pixel={event.pixel} />}>
      <p class="soft">{pixelWords(event.pixel).meaning}</p>
      {event.recovered && <p class="trace-recovered">Recovered: without the server leg, no destination would know of it.</p>}
    </Card>
  )
}

function ServerLeg({ trace: { fates } }: { trace: Trace }) {
  return (
    <Card title="Server leg" aside={fates.length === 1 && <FateBadge fate={fates[0]!} />}>
      {fates.length === 0 && <p class="soft">No destination is configured for this site, so the event is only kept.</p>}
      <ul class="rows">{fates.map((fate) => <Fate key={fate.destination} fate={fate} alone={fates.length === 1} />)}</ul>
    </Card>
  )
}

function Fate({ fate, alone }: { fate: Trace['fates'][number]; alone: boolean }) {
  const { meaning, cure } = explain(fate.reason ?? '')
  return (
    <li>
      <p><strong class="break">{fate.destination}</strong> {!alone && <FateBadge fate={fate} />}</p>
      <p class="soft">
        {fate.state === 'delivered' && `It took the event at ${when(fate.settled_at!)}.`}
        {fate.state === 'waiting' && `It waits ${WAITS[fate.waits_for ?? 'due']} until ${when(fate.due_at)}, and can be sent until ${when(fate.deadline)}.`}
        {fate.state === 'refused' && <Prose>{`${meaning} ${cure}`}</Prose>}
        {fate.dead && <> <a href="/dead">Mend it and send it again</a> until {when(fate.deadline)}.</>}
      </p>
    </li>
  )
}

function Facts({ trace: { event, event_time, action_source, erased } }: { trace: Trace }) {
  return (
    <dl class="facts">
      <dt>Event id</dt><dd><code class="break">{event.event_id}</code></dd>
      {event.order_id !== null && <><dt>Order</dt><dd><code class="break">{event.order_id}</code></dd></>}
      <dt>Happened</dt><dd>{when(event_time)}</dd>
      <dt>Where</dt><dd>{PLACES[action_source]} <code class="soft break">{action_source}</code></dd>
      <dt>Site</dt><dd class="break">{event.site}</dd>
      <dt>The visitor</dt>
      <dd>{erased
        ? 'Address, browser and identifiers have been erased: nobody is owed the event any more.'
        : 'Address, browser and hashed identifiers are kept until the event is sent, then erased.'}</dd>
    </dl>
  )
}
