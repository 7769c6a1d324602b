import { attempt } from './attempt.ts'

/** How many conversions are remembered: more than anybody makes in one shop. */
const MOST = 50

/** What the Pixel has been told in this browser. */
export interface Memory {
  /** Whether it is told this for the first time; from then on it is not. */
  isNew(mark: string): boolean
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
        const told: string[] = JSON.parse(page.localStorage.tandem || '[]')
        const known = told.includes(mark)
        if (!known) page.localStorage.tandem = JSON.stringify([mark, ...told].slice(0, MOST))
        return !known
      }) ?? true,
    forget: () => void attempt(() => delete page.localStorage.tandem),
  }
}
