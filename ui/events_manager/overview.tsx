import { Bars, Legend } from '../look/bars.tsx'
import { Card, Stat } from '../look/card.tsx'
import { clock, count, percent, plural } from '../look/format.ts'
import { Meter } from '../look/meter.tsx'
import type { EventTally, MatchKey, Overview } from './api.ts'
import { FirstSteps } from './first_steps.tsx'
import { MatchQualityCard } from './match_quality.tsx'

/** What arrived, what was merged, what counts. */
export function OverviewPage({ overview, beat }: { overview: Overview | undefined; beat: number }) {
  if (!overview) return <p class="soft">Reading…</p>
  const { total, by_event, slices, match_keys } = overview
  if (total.received === 0 && total.rejected === 0) return <FirstSteps />
  return (
    <>
      <h1 class="visually-hidden">Overview</h1>
      <Sum overview={overview} />
      <Card title="Events by source" aside={<Legend />}>
        <Bars slices={slices} label={`${plural(total.browser, 'browser event')} and ${plural(total.server, 'server event')}`} />
        <div class="bars-ends"><span>{clock(slices[0]?.at ?? 0)}</span><span>now</span></div>
      </Card>
      <Card title="By event"><ByEvent tallies={by_event} /></Card>
      <MatchQualityCard beat={beat} />
      <Card title="Match keys" aside={<span class="soft small">share of events that carry each key</span>}>
        <MatchKeys keys={match_keys} />
      </Card>
    </>
  )
}

/** The one sum that matters: received, less deduplicated, is counted. */
function Sum({ overview: { total } }: { overview: Overview }) {
  return (
    <dl class="card stats sum">
      <Stat name="Received" value={count(total.received)} note={`${count(total.browser)} browser, ${count(total.server)} server`} />
      <Stat name="Deduplicated" value={<><i aria-hidden="true">−</i>{count(total.deduplicated)}</>} note="two legs, one event_id" />
      <Stat name="Counted" value={<><i aria-hidden="true">=</i>{count(total.counted)}</>} note="what reports and bidding see" />
      <Stat name="Refused requests" value={count(total.rejected)}
        note={total.rejected ? <a href="/events_manager/test_events">see why</a> : 'nothing of them is kept'} />
    </dl>
  )
}

function ByEvent({ tallies }: { tallies: readonly EventTally[] }) {
  return (
    <table class="table by-event">
      <thead>
        <tr>
          <th scope="col">Event</th>
          <th scope="col" class="is-number">Browser</th>
          <th scope="col" class="is-number">Server</th>
          <th scope="col" class="is-number">Received</th>
          <th scope="col" class="is-number">Deduplicated</th>
          <th scope="col" class="is-number">Counted</th>
        </tr>
      </thead>
      <tbody>
        {tallies.map((tally) => (
          <tr key={tally.event_name}>
            <th scope="row" class="break">{tally.event_name}</th>
            <Figure name="browser" value={tally.browser} />
            <Figure name="server" value={tally.server} />
            <Figure name="received" value={tally.received} />
            <Figure name="deduplicated" value={tally.deduplicated} />
            <td class="is-number is-counted" data-label="counted"><strong>{count(tally.counted)}</strong></td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** A figure of a row. `name` is shown beside it where the column heads are not: on a phone. */
const Figure = ({ name, value }: { name: string; value: number }) => (
  <td class={`is-number ${value ? '' : 'faint'}`} data-label={name}>{count(value)}</td>
)

function MatchKeys({ keys }: { keys: readonly MatchKey[] }) {
  if (keys.length === 0) return <p class="soft">No event has carried one yet.</p>
  return <ul class="match-keys">{keys.map((row) => <MatchKeyRow key={row.key} row={row} />)}</ul>
}

function MatchKeyRow({ row }: { row: MatchKey }) {
  return (
    <li>
      <span>{row.name}</span>
      <span class="match-bars">
        <Meter share={row.browser} of={`browser events carry ${row.name}`} kind="browser" />
        <Meter share={row.server} of={`server events carry ${row.name}`} kind="server" />
      </span>
      <span class="match-shares small">
        <span class="is-browser">{percent(row.browser)}</span> <span class="is-server">{percent(row.server)}</span>
      </span>
    </li>
  )
}
