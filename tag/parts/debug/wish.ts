/** What the settings say. */
export interface Debugging {
  /** SHA-256 of the key to the overlay; empty: none is to be had. */
  readonly key: string
  /** Whether the console explains what happens. */
  readonly notes: boolean
}

/** Whether somebody has asked for the overlay, on this page or earlier in this tab. */
export function wantsOverlay(page: Pick<Window, 'location' | 'sessionStorage'>): boolean {
  return /[?&]tandem_debug=1\b/.test(page.location.search) || page.sessionStorage['tandem_debug']
}
