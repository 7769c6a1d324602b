import { Badge } from '../look/badge.tsx'
import { Card } from '../look/card.tsx'
import { count } from '../look/format.ts'
import { Prose } from './prose.tsx'
import { explain } from './words.ts'

/** Why conversions went no further: what to look into first, what the rules ask for after. */
export function Withheld({ refused }: { refused: Record<string, number> }) {
  const rows = Object.entries(refused).map(([reason, number]) => ({ ...explain(reason), number }))
  rows.sort((a, b) => Number(a.by_rule) - Number(b.by_rule) || b.number - a.number)
  return (
    <Card title="Why some went no further">
      {rows.length === 0 && <p class="soft">Every conversion that was due has been delivered.</p>}
      <ul class="rows">{rows.map((row) => <Row key={row.reason} {...row} />)}</ul>
    </Card>
  )
}

type RowProps = ReturnType<typeof explain> & { number: number }

function Row({ reason, title, meaning, cure, by_rule, number }: RowProps) {
  return (
    <li class="reason">
      <div class="reason-head">
        <a href={`/events?reason=${reason}`}><strong>{count(number)}</strong> {title}</a>
        {by_rule ? <Badge kind="plain">Your rule</Badge> : <Badge kind="refused">Look into it</Badge>}
      </div>
      <p class="small soft"><Prose>{`${meaning} ${cure}`}</Prose></p>
    </li>
  )
}
