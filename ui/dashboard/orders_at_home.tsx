// The shop's orders of the week on the first page: whether they add up, and the way to the single order.
import { Card } from '../look/card.tsx'
import { OrderSum } from './order_sum.tsx'
import { books, ofBook, Verdict } from './orders.tsx'
import { useReport } from './report.ts'
import type { OrderBook, Reconciled } from './shapes.ts'

const DAYS = '7'

export function OrdersAtHome() {
  return <>{books.value.map((book) => <Week key={`${book.site} ${book.event_name}`} book={book} />)}</>
}

function Week({ book }: { book: OrderBook }) {
  const { value: report } = useReport<Reconciled>(ofBook(book, DAYS))
  if (!report) return null
  const { lines } = report.found
  const destinations = [...new Set(lines.map((line) => line.destination))].sort()
  return (
    <Card title={`Orders of the week: ${book.site}, ${book.event_name}`} aside={lines.length > 0 && <Verdict found={report.found} />}>
      {destinations.length === 0 && <p class="soft">None, as {book.source} tells it.</p>}
      {destinations.map((each) => (
        <section key={each} aria-label={each}>
          {destinations.length > 1 && <h3 class="small">{each}</h3>}
          <OrderSum lines={lines.filter((line) => line.destination === each)} />
        </section>
      ))}
      <p class="small"><a href={`/orders?days=${DAYS}`}>Day by day, and to the single order</a></p>
    </Card>
  )
}
