import { useEffect, useRef } from 'preact/hooks'
import { Pulse, Shell } from '../look/shell.tsx'
import { CapturedPage } from './captured.tsx'
import { DeadPage } from './dead.tsx'
import { EventsPage } from './events.tsx'
import { live } from './live.ts'
import { MatchQualityPage } from './match_quality.tsx'
import { hasOrders, OrdersPage } from './orders.tsx'
import { OverviewPage } from './overview.tsx'
import { RecoveredPage } from './recovered.tsx'
import { ReferencePage } from './reference.tsx'
import { place } from './route.ts'
import { TestCodes } from './test_codes.tsx'
import { TracePage } from './trace.tsx'

const TABS = [
  { href: '/', name: 'Overview' },
  { href: '/events', name: 'Events' },
  { href: '/orders', name: 'Orders' },
  { href: '/dead', name: 'Dead letters' },
  { href: '/recovered', name: 'Recovered' },
  { href: '/match-quality', name: 'Match quality' },
  { href: '/captured', name: 'Captured' },
  { href: '/reference', name: 'API' },
]

export function Dashboard() {
  const { path } = place.value
  useArrival(path)
  return (
    <Shell name="Tandem" note="Two paths, one event, counted once" home="/" tabs={tabs(path)} current={tabOf(path)}
      side={<Pulse live={live.value} />}>
      <TestCodes />
      <View path={path} />
    </Shell>
  )
}

/** Orders are a tab only where a source tells of some. */
const tabs = (path: string) => TABS.filter(({ href }) => href !== '/orders' || hasOrders.value || path === href)

/** A trace belongs to the events, as its address says. */
const tabOf = (path: string): string => (path.startsWith('/events/') ? '/events' : path)

function View({ path }: { path: string }) {
  const trace = /^\/events\/(\d+)$/.exec(path)
  if (trace) return <TracePage key={path} id={Number(trace[1])} />
  if (path === '/events') return <EventsPage />
  if (path === '/dead') return <DeadPage />
  if (path === '/orders') return <OrdersPage />
  if (path === '/recovered') return <RecoveredPage />
  if (path === '/match-quality') return <MatchQualityPage />
  if (path === '/captured') return <CapturedPage />
  if (path === '/reference') return <ReferencePage />
  return <OverviewPage />
}

/** A view that opens names the window and takes the focus, as a page that loads does. */
function useArrival(path: string): void {
  const first = useRef(true)
  useEffect(() => {
    const name = TABS.find((tab) => tab.href === path)?.name ?? 'Event'
    document.title = `${name} · Tandem`
    const main = document.getElementById('main')
    if (main && !first.current) {
      main.tabIndex = -1
      main.focus({ preventScroll: true })
    }
    first.current = false
  }, [path])
}
