import { Badge } from '../look/badge.tsx'
import { Card } from '../look/card.tsx'
import { useReport } from './report.ts'
import type { Captured, CapturedRow } from './shapes.ts'
import { Reported } from './trouble.tsx'

const KINDS = { cookie: 'Cookie', storage: 'Storage', page: 'Page', form: 'Form' }

const COLUMNS = [['what', 'Read or set'], ['goes_to', 'Goes to'], ['ground', 'Ground'], ['kept', 'Kept']] as const

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
        <table class="table small stacks" role="table">
          <thead><tr><th>What</th>{COLUMNS.map(([, title]) => <th key={title}>{title}</th>)}</tr></thead>
          <tbody role="rowgroup">{rows.map((row) => <Row key={`${row.kind} ${row.name}`} {...row} />)}</tbody>
        </table>
      </div>
    </Card>
  )
}

/** The roles are said because a phone shows the rows as blocks, which are a table no more to some screen readers. */
function Row(row: CapturedRow) {
  return (
    <tr role="row">
      <th scope="row" role="rowheader"><code>{row.name}</code> <Badge kind="plain">{KINDS[row.kind]}</Badge></th>
      {COLUMNS.map(([field, title]) => <td key={field} role="cell" data-column={title}>{row[field]}</td>)}
    </tr>
  )
}
