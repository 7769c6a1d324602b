/** The longest address that the gateway takes. */
const LONGEST = 2048

/** The page's address without its fragment, which browsers never send to servers: it may hold a secret. */
export function addressOf({ href }: Pick<Location, 'href'>): string {
  return href.split('#')[0]!.slice(0, LONGEST)
}

/** Where the visitor came from; nothing if the browser does not say. */
export function referrerOf({ referrer }: Pick<Document, 'referrer'>): string | undefined {
  return referrer.slice(0, LONGEST) || undefined
}

/** Now, or, for a page that was rendered ahead of a click that may never come, when it is shown. */
export function whenShown(document: Document, run: () => void): void {
  const { prerendering } = document as Document & { prerendering?: boolean }
  if (prerendering) document.addEventListener('prerenderingchange', run, { once: true })
  else run()
}

/** Whenever the page goes out of sight, which may be the last that is heard of it. */
export function whenHidden(page: Window, run: () => void): void {
  const { document } = page
  page.addEventListener('visibilitychange', () => document.hidden && run(), true)
  page.addEventListener('pagehide', run)
}

/** Whenever the browser brings the page back as it was left: no script starts anew, and yet the visitor sees a page. */
export function whenBack(page: Window, run: () => void): void {
  page.addEventListener('pageshow', ({ persisted }) => persisted && run())
}
