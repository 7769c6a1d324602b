// Does every order of the shop add up with what became of it? Per day, and to the single order.
import { signal } from '@preact/signals'
import './orders.css'
import { Badge } from '../look/badge.tsx'
import { Card } from '../look/card.tsx'
import { clock, count, plural } from '../look/format.ts'
import { seconds } from './amounts.ts'
import { OrderDays, OrderPlot } from './order_days.tsx'
import { OrderDifferences } from './order_differences.tsx'
import { OrderSum } from './order_sum.tsx'
import { useReport } from './report.ts'
import { place, withQuery } from './route.ts'
import type { OrderBook, Reconciled, Reconciliation } from './shapes.ts'
import { Reported } from './trouble.tsx'

/** What orders become, as the settings say: asked once. */
export const books = signal<OrderBook[]>([])
export const hasOrders = { get value() { return books.value.length > 0 } }

export async function loadOrderBooks(): Promise<void> {
  books.value = await (await fetch('/api/orders')).json()
}

/** Where the API reconciles a book's orders of so many days. */
export const ofBook = ({ site, event_name }: OrderBook, days: string): string =>
  `/api/orders/${encodeURIComponent(site)}/${encodeURIComponent(event_name)}?days=${days}`

const WINDOWS = [
  { days: '7', name: 'Week' },
  { days: '30', name: '30 days' },
  { days: '90', name: '90 days' },
]
const USUAL = '30'

export function OrdersPage() {
  const days = place.value.query.get('days') ?? USUAL
  return (
    <>
      <div class="page-head"><h1>Orders</h1><Days chosen={days} /></div>
      <p class="soft lede">What the shop's sources told of its orders, held against what became of each. Days are UTC.</p>
      {books.value.length === 0 ? <NoTruth /> : books.value.map((book) => <Book key={`${book.site} ${book.event_name}`} book={book} days={days} />)}
    </>
  )
}

function Days({ chosen }: { chosen: string }) {
  return (
    <nav class="toolbar" aria-label="Window">
      <span class="small soft">The last</span>
      {WINDOWS.map(({ days, name }) => (
        <a key={days} class="button" href={withQuery({ days: days === USUAL ? '' : days })}
          aria-current={days === chosen ? 'true' : undefined}>{name}</a>
      ))}
    </nav>
  )
}

function NoTruth() {
  return (
    <section class="card empty">
      <h2>No source tells of orders</h2>
      <p>Connect the shop as a source, and name it in <code>events.toml</code> as the truth of a Purchase:{' '}
        <code>[Purchase.order] truth = "shopify"</code>. Then every order is held against what became of it. Without one,{' '}
        <code>tandem reconcile --orders orders.csv</code> does the same with a list from the shop.</p>
    </section>
  )
}

function Book({ book, days }: { book: OrderBook; days: string }) {
  const { site, event_name, source } = book
  const report = useReport<Reconciled>(ofBook(book, days))
  return (
    <section class="book" aria-label={`${site}: ${event_name}`}>
      <div class="page-head">
        <h2>{site}: {event_name}, as {source} tells it</h2>
        {report.value && <Verdict found={report.value.found} />}
        {report.value && <span class="small faint">as of {clock(seconds(report.value.at))}</span>}
      </div>
      <Reported report={report}>{({ found }) => <Answer found={found} />}</Reported>
    </section>
  )
}

export function Verdict({ found: { adds_up, orders, differences, more } }: { found: Reconciliation }) {
  if (adds_up) return <Badge kind="counted">{orders === 1 ? 'The order adds up' : `All ${count(orders)} orders add up`}</Badge>
  return <Badge kind="refused">{plural(differences.length + more, 'difference')}</Badge>
}

function Answer({ found }: { found: Reconciliation }) {
  if (found.lines.length === 0) return <Card><p class="soft">No orders in this window.</p></Card>
  const at = (destination: string) => found.lines.filter((line) => line.destination === destination)
  const destinations = [...new Set(found.lines.map((line) => line.destination))].sort()
  return (
    <>
      {destinations.map((each) => <Card key={each} title={each}><OrderSum lines={at(each)} /><OrderPlot lines={at(each)} /></Card>)}
      <OrderDifferences differences={found.differences} more={found.more} />
      {destinations.map((each) => <Card key={each} title={`Day by day at ${each}`}><OrderDays lines={at(each)} /></Card>)}
    </>
  )
}
