import './overview.css'
import { BalanceCard, BalanceBadge } from './balance.tsx'
import { ByEvent } from './by_event.tsx'
import { Chart } from './chart.tsx'
import { Destinations, Held } from './destinations.tsx'
import { Doorstep } from './doorstep.tsx'
import { FirstSteps } from './first_steps.tsx'
import { Headline } from './headline.tsx'
import { OrdersAtHome } from './orders_at_home.tsx'
import { useReport } from './report.ts'
import type { Balance, Health, Overview } from './shapes.ts'
import { Sources } from './sources.tsx'
import { Standing } from './standing.tsx'
import { Reported } from './trouble.tsx'
import { hours, Windows } from './windows.tsx'
import { Withheld } from './withheld.tsx'

export function OverviewPage() {
  const overview = useReport<Overview>(`/api/overview?hours=${hours()}`)
  const balance = useReport<Balance>('/api/balance')
  return (
    <>
      <div class="page-head">
        <h1>Overview</h1>
        {balance.value && <BalanceBadge balance={balance.value} />}
        <Windows />
      </div>
      <Reported report={overview}>{(seen) => <Glance seen={seen} balance={balance.value} />}</Reported>
    </>
  )
}

function Beginning({ seen }: { seen: Overview }) {
  return <><FirstSteps />{seen.door.length > 0 && <Doorstep refusals={seen.door} now={seen.now} />}</>
}

function Glance({ seen, balance }: { seen: Overview; balance: Balance | undefined }) {
  const { value: health } = useReport<Health>('/api/health')
  if (balance?.arrivals.arrivals === 0) return <Beginning seen={seen} />
  return (
    <>
      <Held destinations={seen.destinations} />
      {health && <Standing health={health} held={seen.destinations.filter((row) => row.held).map((row) => row.destination)} />}
      <Headline seen={seen} />
      <div class="columns">
        <Chart series={seen.series} />
        {balance && <BalanceCard balance={balance} />}
      </div>
      <OrdersAtHome />
      <ByEvent rows={seen.events} />
      <Destinations rows={seen.destinations} now={seen.now} />
      {health && <Sources health={health} />}
      <div class="columns">
        <Withheld refused={seen.totals.refused} />
        <Doorstep refusals={seen.door} now={seen.now} />
      </div>
    </>
  )
}
