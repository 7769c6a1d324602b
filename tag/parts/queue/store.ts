import type { TagMessage } from '../../src/wire.ts'

/** Bounds of what is kept: so many bodies, so many characters together, for so many milliseconds. */
export interface Bounds {
  readonly entries: number
  readonly characters: number
  readonly age: number
}

/** The page's own storage: one text for each name. */
export type Store = Record<string, string>

/** Before each of our names. */
const MARK = 'tandem.'

/** What a body says, without the customer data that the page gave: that is in no storage in clear. */
export function saidIn(body: string): TagMessage {
  return JSON.parse(body, (key, value: unknown) => (key === 'user_data' ? undefined : value)) as TagMessage
}

/** The same for one body whenever it is asked; names sort by age. None where there is no event: nothing would be lost. */
export function nameOf({ events: [first] = [] }: TagMessage): string | undefined {
  return first && `${MARK}${first.event_time}.${first.event_id}`
}

/** The names of what is kept, the newest first. What is too old, too many or too long goes from the store: without bounds, all. */
export function keptIn(store: Store, { entries = 0, characters = 0, age = 0 }: Partial<Bounds>, now: number): string[] {
  return Object.keys(store)
    .filter((name) => name.startsWith(MARK))
    .sort()
    .reverse()
    .filter((name, at) => {
      const fits = (characters -= store[name]!.length) >= 0 && at < entries && name > MARK + (now - age)
      return fits || !delete store[name]
    })
}
