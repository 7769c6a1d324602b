// Day by day: a bar that is as tall as the orders, and the same in figures.
import { count } from '../look/format.ts'
import { FATES, ofRecord, orders, worth } from './order_sum.tsx'
import type { OrderFate, OrderLine } from './shapes.ts'

const WIDTH = 10
const HEIGHT = 100
const NAMES: Record<OrderFate, string> = { accepted: 'Accepted', withheld: 'Withheld', waiting: 'Waiting', failed: 'Failed', missing: 'Missing' }
const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })

interface Day {
  day: string
  lines: readonly OrderLine[]
}

const written = (day: string): string => DAY.format(new Date(`${day}T00:00:00Z`))
const of = (lines: readonly OrderLine[], fate: OrderFate): number => orders(lines.filter((line) => line.fate === fate))

function daysOf(lines: readonly OrderLine[]): Day[] {
  const ours = lines.filter(ofRecord)
  return [...new Set(ours.map((line) => line.day))].sort().map((day) => ({ day, lines: ours.filter((line) => line.day === day) }))
}

/** Days without an order have their place too: a gap is news. */
function everyDay(days: readonly Day[]): Day[] {
  const [first, last] = [days[0], days.at(-1)]
  if (!first || !last) return []
  const all: Day[] = []
  for (let at = Date.parse(first.day); at <= Date.parse(last.day); at += 86_400_000) {
    const day = new Date(at).toISOString().slice(0, 10)
    all.push(days.find((each) => each.day === day) ?? { day, lines: [] })
  }
  return all
}

export function OrderPlot({ lines }: { lines: readonly OrderLine[] }) {
  const all = everyDay(daysOf(lines))
  if (all.length === 0) return null
  const tallest = Math.max(...all.map(({ lines }) => orders(lines)))
  return (
    <figure class="order-plot">
      <figcaption class="legend endings-legend">
        {FATES.map((fate) => <span key={fate} class={`is-${fate}`}><i />{NAMES[fate]}</span>)}
      </figcaption>
      <p class="chart-top small faint" aria-hidden="true">{count(tallest)}</p>
      <svg class="bars" viewBox={`0 0 ${all.length * WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img"
        aria-label="Orders by day and by what became of them; the table has the figures">
        {all.map((day, index) => <Bar key={day.day} day={day} x={index * WIDTH} unit={HEIGHT / tallest} />)}
        <line class="bar-base" x1="0" x2={all.length * WIDTH} y1={HEIGHT} y2={HEIGHT} />
      </svg>
      <p class="bars-ends"><span>{written(all[0]!.day)}</span><span>{written(all.at(-1)!.day)}</span></p>
    </figure>
  )
}

function Bar({ day: { day, lines }, x, unit }: { day: Day; x: number; unit: number }) {
  let top = HEIGHT
  return (
    <g>
      <title>{`${written(day)}: ${FATES.filter((fate) => of(lines, fate)).map((fate) => `${count(of(lines, fate))} ${fate}`).join(', ') || 'nothing'}`}</title>
      {FATES.map((fate) => {
        const tall = of(lines, fate) * unit
        top -= tall
        return <rect key={fate} class={`is-${fate}`} x={x + 1} width={WIDTH - 2} y={top} height={tall} />
      })}
    </g>
  )
}

/** The newest day first. What failed or is missing has a column where there is any. */
export function OrderDays({ lines }: { lines: readonly OrderLine[] }) {
  const fates = FATES.filter((fate) => (fate !== 'failed' && fate !== 'missing') || of(lines, fate) > 0)
  return (
    <div class="table-scroll" tabIndex={0} role="region" aria-label="Orders by day">
      <table class="table order-days">
        <thead>
          <tr>
            <th scope="col">Day</th><th scope="col" class="is-number">Orders</th>
            {fates.map((fate) => <th key={fate} scope="col" class="is-number">{NAMES[fate]}</th>)}
            <th scope="col" class="is-number">Worth</th>
          </tr>
        </thead>
        <tbody>{daysOf(lines).reverse().map((day) => <Row key={day.day} {...day} fates={fates} />)}</tbody>
      </table>
    </div>
  )
}

function Row({ day, lines, fates }: Day & { fates: readonly OrderFate[] }) {
  return (
    <tr>
      <th scope="row">{written(day)}</th>
      <td class="is-number">{count(orders(lines))}</td>
      {fates.map((fate) => <Figure key={fate} value={of(lines, fate)} bad={fate === 'failed' || fate === 'missing'} />)}
      <td class="is-number">{worth(lines)}</td>
    </tr>
  )
}

const Figure = ({ value, bad }: { value: number; bad: boolean }) =>
  <td class={`is-number ${value === 0 ? 'faint' : bad ? 'is-bad' : ''}`}>{count(value)}</td>
