// The identity of the books of orders, as a sum that anybody can check.
import { Fragment } from 'preact'
import { count, plural } from '../look/format.ts'
import { money } from './amounts.ts'
import type { OrderFate, OrderLine } from './shapes.ts'
import { explain } from './words.ts'

export const FATES: readonly OrderFate[] = ['accepted', 'withheld', 'waiting', 'failed', 'missing']

export const ofRecord = (line: OrderLine): boolean => line.fate !== 'unknown'
export const orders = (lines: readonly OrderLine[]): number => lines.reduce((sum, line) => sum + line.orders, 0)

/** What they are worth, currency by currency: "€1,290.00 + US$20.00". */
export function worth(lines: readonly OrderLine[]): string {
  const sums = new Map<string, number>()
  for (const { currency, value } of lines) sums.set(currency, (sums.get(currency) ?? 0) + Number(value))
  return [...sums].filter(([currency, value]) => currency || value).map(([currency, value]) => money(value.toFixed(2), currency || null)).join(' + ')
}

export function OrderSum({ lines }: { lines: readonly OrderLine[] }) {
  const ours = lines.filter(ofRecord)
  const strangers = orders(lines.filter((line) => !ofRecord(line)))
  return (
    <>
      <p class="sum">
        <strong>{count(orders(ours))}</strong> orders = {FATES.map((fate, index) => (
          <Fragment key={fate}>{index > 0 && ' + '}<span class="order-term"><strong>{count(orders(ours.filter((line) => line.fate === fate)))}</strong> {fate}</span></Fragment>
        ))}
      </p>
      {strangers > 0 && <p class="small soft">Besides: {plural(strangers, 'order')} accepted that the source never told of.</p>}
      <Why lines={ours.filter((line) => line.reason && line.fate !== 'missing')} />
    </>
  )
}

/** Reasons in words, the most frequent first. */
function Why({ lines }: { lines: readonly OrderLine[] }) {
  const reasons = [...new Set(lines.map((line) => line.reason))]
    .map((reason) => ({ reason, here: lines.filter((line) => line.reason === reason) }))
    .sort((one, other) => orders(other.here) - orders(one.here))
  if (reasons.length === 0) return null
  return (
    <ul class="order-reasons small soft">
      {reasons.map(({ reason, here }) => (
        <li key={reason}><strong>{count(orders(here))}</strong> {words(reason)} <span class="faint">{worth(here)}</span></li>
      ))}
    </ul>
  )
}

const words = (reason: string): string => (reason === 'open' ? 'Not due yet: the source has not told what makes it due' : explain(reason).title)
