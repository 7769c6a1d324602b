// The orders that do not add up, each with its cause and the way to its event.
import { Badge } from '../look/badge.tsx'
import { Card } from '../look/card.tsx'
import { count } from '../look/format.ts'
import type { OrderCause, OrderDifference } from './shapes.ts'

const CAUSES: Record<OrderCause, { name: string; cure: string }> = {
  never_told: { name: 'Never told', cure: 'It is due, and no event of it is here. See that the event stands in the plan of the site, and read the log.' },
  not_owed: { name: 'Not owed', cure: 'It was told before this destination was in the settings.' },
  value_differs: { name: 'Another amount', cure: 'The destination was told another amount: the shop counts otherwise (value in the event’s [order]), or changed it after it was sent.' },
  currency_differs: { name: 'Another currency', cure: 'The page told another currency than the shop books: let the source be the truth.' },
  not_in_record: { name: 'Not in the books', cure: 'It was sent, and the source never told of it: a test, another shop, or an id made otherwise.' },
}

export function OrderDifferences({ differences, more }: { differences: readonly OrderDifference[]; more: number }) {
  if (differences.length === 0) return null
  return (
    <Card title="What does not add up">
      <ul class="rows">
        {differences.map((each) => <Row key={`${each.order_id} ${each.destination}`} each={each} />)}
      </ul>
      {more > 0 && <p class="small soft order-more">And {count(more)} more: <code>tandem reconcile --most {differences.length + more}</code> lists them.</p>}
    </Card>
  )
}

function Row({ each: { order_id, day, destination, cause, recorded, told, conversion } }: { each: OrderDifference }) {
  return (
    <li class="difference">
      <p class="difference-head">
        <strong class="break">{conversion === null ? order_id : <a href={`/events/${conversion}`}>{order_id}</a>}</strong>
        <Badge kind={cause === 'not_owed' ? 'notice' : 'refused'}>{CAUSES[cause].name}</Badge>
        <span class="difference-sums">{recorded || 'nothing'} → {told || 'nothing'}</span>
      </p>
      <p class="small soft"><span class="break">{day}, {destination}.</span> {CAUSES[cause].cure}</p>
    </li>
  )
}
