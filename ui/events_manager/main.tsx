// Events Manager of Tandem's emulator: three pages, one script. The address says which page.
import { render } from 'preact'
import '../look/look.css'
import './events_manager.css'
import { Pulse, Shell } from '../look/shell.tsx'
import { useAnswer, useLive, type Overview } from './api.ts'
import { DiagnosticsPage } from './diagnostics.tsx'
import { OverviewPage } from './overview.tsx'
import { TestEventsPage } from './test_events.tsx'

const HOME = '/events_manager'
const TEST_EVENTS = `${HOME}/test_events`
const DIAGNOSTICS = `${HOME}/diagnostics`

function EventsManager() {
  const { live, beat } = useLive()
  const overview = useAnswer<Overview>('/sandbox/overview', beat)
  const tabs = [
    { href: HOME, name: 'Overview' },
    { href: TEST_EVENTS, name: 'Test Events' },
    { href: DIAGNOSTICS, name: 'Diagnostics', count: overview?.findings ?? 0 },
  ]
  return (
    <Shell name="Events Manager" note="Tandem’s emulator of Meta, on your machine. Nothing here reaches Meta."
      home={HOME} tabs={tabs} current={location.pathname} side={<Pulse live={live} />}>
      <PageAt path={location.pathname} overview={overview} beat={beat} />
    </Shell>
  )
}

function PageAt({ path, overview, beat }: { path: string; overview: Overview | undefined; beat: number }) {
  if (path === TEST_EVENTS) return <TestEventsPage beat={beat} />
  if (path === DIAGNOSTICS) return <DiagnosticsPage beat={beat} />
  return <OverviewPage overview={overview} beat={beat} />
}

render(<EventsManager />, document.getElementById('page')!)
