import './events.css'
import { Card, Stat } from '../look/card.tsx'
import { count, percent, plural } from '../look/format.ts'
import { Meter } from '../look/meter.tsx'
import { money } from './amounts.ts'
import { EventTable } from './event_table.tsx'
import { PixelBadge } from './leg_badges.tsx'
import { useReport } from './report.ts'
import type { EventPage, Recovered } from './shapes.ts'
import { Reported } from './trouble.tsx'
import { hours, Windows } from './windows.tsx'
import { pixelWords } from './words.ts'

export function RecoveredPage() {
  const report = useReport<Recovered>(`/api/recovered?hours=${hours()}`)
  return (
    <>
      <div class="page-head"><h1>Recovered</h1><Windows /></div>
      <p class="soft lede">Conversions that were delivered by the server alone, because the browser leg never loaded. Without the
        server leg, no ad platform would know of them.</p>
      <Reported report={report}>{(told) => told.conversions === 0 ? <NothingLost told={told} /> : <Rescue told={told} />}</Reported>
    </>
  )
}

function NothingLost({ told }: { told: Recovered }) {
  return (
    <section class="card empty">
      <h2>No browser leg was lost</h2>
      <p>{told.delivered
        ? `Of ${plural(told.delivered, 'delivered conversion')}, none is known to have lost its browser leg.`
        : 'Nothing was delivered in this window. Try a longer one.'}</p>
      <Unknown told={told} />
    </section>
  )
}

function Rescue({ told }: { told: Recovered }) {
  const newest = useReport<EventPage>('/api/events?recovered=true&limit=20')
  return (
    <>
      <dl class="card stats rescue">
        <Stat name="Recovered" value={count(told.conversions)} note={<Share told={told} />} />
        {told.worth.map(({ currency, value, conversions }) => (
          <Stat key={currency} name={`Their value in ${currency}`} value={money(value, currency)}
            note={`${plural(conversions, 'conversion')} with a value`} />
        ))}
      </dl>
      <Card title="How their browser leg was lost"><Losses told={told} /><Unknown told={told} /></Card>
      <Card title="The newest of them" aside={<a class="small" href="/events?recovered=true">All of them</a>}>
        <Reported report={newest}>{(page) => <EventTable events={page.events} allRecovered />}</Reported>
      </Card>
    </>
  )
}

const Share = ({ told }: { told: Recovered }) => <>{percent(told.conversions / told.delivered)} of all that was delivered</>

/** Neither recovered nor certain. */
function Unknown({ told }: { told: Recovered }) {
  if (!told.unknown) return null
  return <p class="soft">Of {plural(told.unknown, 'further conversion')} nobody knows: the page was left while the Pixel was loading.</p>
}

function Losses({ told }: { told: Recovered }) {
  return (
    <ul class="rows">
      {told.lost.map(({ pixel, conversions }) => (
        <li key={pixel} class="loss">
          <strong class="loss-count">{count(conversions)}</strong>
          <PixelBadge pixel={pixel} />
          <span class="soft">{pixelWords(pixel).meaning}</span>
          <Meter share={conversions / told.conversions} of="the recovered conversions" />
        </li>
      ))}
    </ul>
  )
}
