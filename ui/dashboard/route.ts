// Where the page is: an address of its own for every view, so that it can be bookmarked and sent to a colleague.
import { signal } from '@preact/signals'

export interface Place {
  path: string
  query: URLSearchParams
}

const here = (): Place => ({ path: location.pathname, query: new URLSearchParams(location.search) })

export const place = signal(here())

/** Links within the dashboard change the view without loading the page anew. */
export function followLinks(): void {
  addEventListener('popstate', () => { place.value = here() })
  document.addEventListener('click', (click) => {
    const link = click.target instanceof Element && click.target.closest('a')
    if (!link || !isOurs(link) || isSpecial(click)) return
    click.preventDefault()
    go(link.pathname + link.search)
    document.getElementById('main')?.scrollIntoView()
    scrollTo(0, 0)
  })
}

/** Go to an address of the dashboard. `replace` leaves no step for the back button: for filters as they are typed. */
export function go(address: string, { replace = false } = {}): void {
  history[replace ? 'replaceState' : 'pushState'](null, '', address)
  place.value = here()
}

/** The present address with some of its query changed; an empty value takes a key out. */
export function withQuery(changes: Record<string, string>): string {
  const query = new URLSearchParams(place.value.query)
  for (const [key, value] of Object.entries(changes)) {
    if (value) query.set(key, value)
    else query.delete(key)
  }
  const text = query.toString()
  return place.value.path + (text && `?${text}`)
}

const VIEWS = /^\/($|events(\/\d+)?$|orders$|recovered$|dead$|match-quality$|captured$|reference$)/

function isOurs(link: HTMLAnchorElement): boolean {
  return link.origin === location.origin && VIEWS.test(link.pathname) && !link.hash && !link.target
}

function isSpecial(click: MouseEvent): boolean {
  return click.defaultPrevented || click.button !== 0 || click.metaKey || click.ctrlKey || click.shiftKey || click.altKey
}
