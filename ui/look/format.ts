// How numbers and times are written, the same on every page.

const COUNT = new Intl.NumberFormat('en-GB')
const CLOCK = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' })

/** 12345 → "12,345". */
export const count = (value: number): string => COUNT.format(value)

/** 0.4567 → "46%". A share that is not quite whole never reads as 100%, one that is not quite nothing never as 0%. */
export function percent(share: number): string {
  const rounded = Math.round(share * 100)
  const honest = share < 1 && rounded === 100 ? 99 : share > 0 && rounded === 0 ? 1 : rounded
  return `${honest}%`
}

/** Unix seconds → the local time of day, "14:03:09". */
export const clock = (seconds: number): string => CLOCK.format(new Date(seconds * 1000))

/** Seconds between two moments → "80 ms", "4.2 s", "3 min", "5 h". */
export function gap(seconds: number): string {
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`
  if (seconds < 60) return `${seconds.toFixed(1)} s`
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`
  return `${Math.round(seconds / 3600)} h`
}

/** "1 event", "2 events". */
export const plural = (value: number, one: string, many = `${one}s`): string => `${count(value)} ${value === 1 ? one : many}`
