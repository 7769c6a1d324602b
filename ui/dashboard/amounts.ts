// How money and moments are written here, beyond what every page shares (ui/look/format.ts).
import { clock } from '../look/format.ts'
import type { Moment, Worth } from './shapes.ts'

const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' })
const SHORT = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' })

/** An amount in its currency, "€1,290.00". */
export function money(value: string, currency: string | null): string {
  if (!currency) return value
  return new Intl.NumberFormat('en-GB', { style: 'currency', currency, currencyDisplay: 'narrowSymbol' }).format(Number(value))
}

export const worths = (all: readonly Worth[]): string => all.map(({ value, currency }) => money(value, currency)).join(' + ')

export const seconds = (moment: Moment): number => Date.parse(moment) / 1000

/** "14:03:09" for today, "21 Nov 14:03:09" for any other day. */
export function when(moment: Moment): string {
  const time = clock(seconds(moment))
  return isToday(moment) ? time : `${DAY.format(new Date(moment))} ${time}`
}

/** For an axis: "14:03" in a window of hours, "21 Nov" in one of days. */
export const tick = (moment: Moment, step: number): string => (step < 3600 ? SHORT : DAY).format(new Date(moment))

/** "just now", "4 min ago", "3 h ago". */
export function ago(moment: Moment, now: Moment): string {
  const past = Math.max(0, seconds(now) - seconds(moment))
  if (past < 60) return 'just now'
  if (past < 5400) return `${Math.round(past / 60)} min ago`
  if (past < 172_800) return `${Math.round(past / 3600)} h ago`
  return `${Math.round(past / 86_400)} days ago`
}

/** For what is counted by the hour: "this hour", "3 h ago". */
export function hoursAgo(hour: Moment, now: Moment): string {
  const past = Math.floor((seconds(now) - seconds(hour)) / 3600)
  return past < 1 ? 'this hour' : `${past} h ago`
}

function isToday(moment: Moment): boolean {
  return new Date(moment).toDateString() === new Date().toDateString()
}
