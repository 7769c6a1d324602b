import { attempt } from './attempt.ts'

/** How many conversions and days are remembered: more than anybody comes back after for a thank-you page. */
const MOST = 99

/** What this browser has done once: told the Pixel of a conversion, told the gateway of the visit on a day. */
export interface Memory {
  /** Whether this is the first time; from then on it is not. */
  isNew(mark: string | number): boolean
  forget(): void
}

/**
 * A thank-you page that is loaded again, even days later, makes the same event with the same id. Meta promises to merge
 * a browser event with a server event of that id; of two browser events it promises nothing. So the Pixel hears of each
 * conversion once; the gateway may hear of it again, its ledger knows it.
 *
 * Kept in the page's own storage, after consent only. Where storage is refused, every time is the first.
 */
export function openMemory(page: Pick<Window, 'localStorage'>): Memory {
  return {
    isNew: (mark) =>
      attempt(() => {
        const told: (string | number)[] = JSON.parse(page.localStorage.tandem || '[]')
        if (told.includes(mark)) return false
        page.localStorage.tandem = JSON.stringify([mark, ...told].slice(0, MOST))
        return true
      }) ?? true,
    forget: () => void attempt(() => delete page.localStorage.tandem),
  }
}
