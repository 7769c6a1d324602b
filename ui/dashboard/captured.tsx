import { Badge } from '../look/badge.tsx'
import { Card } from '../look/card.tsx'
import { useReport } from './report.ts'
import type { Captured, CapturedRow } from './shapes.ts'
import { Reported } from './trouble.tsx'

const KINDS = { cookie: 'Cookie', storage: 'Storage', page: 'Page', form: 'Form' }

/** What the tag reads and sets as it is configured, for whoever writes the privacy notice. */
export function CapturedPage() {
  const report = useReport<Captured[]>('/api/captured')
  return (
    <>
      <div class="page-head"><h1>What the tag captures</h1></div>
      <p class="soft lede">Everything that each site's tag reads or sets in a visitor's browser as it is configured: where it goes, on what
        ground, how long it is kept. Passwords, payment cards, hidden fields and whatever stands inside <code>data-tandem-ignore</code> are
        never read.</p>
      <Reported report={report}>{(sites) => <>{sites.map((site) => <Site key={site.site} {...site} />)}</>}</Reported>
    </>
  )
}

function Site({ site, rows }: Captured) {
  return (
    <Card title={site}>
      <div class="table-scroll" tabIndex={0}>
        <table class="table small">
          <thead><tr><th>What</th><th>Read or set</th><th>Goes to</th><th>Ground</th><th>Kept</th></tr></thead>
          <tbody>{rows.map((row) => <Row key={`${row.kind} ${row.name}`} {...row} />)}</tbody>
        </table>
      </div>
    </Card>
  )
}

function Row({ name, kind, what, goes_to, ground, kept }: CapturedRow) {
  return (
    <tr>
      <th scope="row"><code>{name}</code> <Badge kind="plain">{KINDS[kind]}</Badge></th>
      <td>{what}</td><td>{goes_to}</td><td>{ground}</td><td>{kept}</td>
    </tr>
  )
}
