type Way = 'pushState' | 'replaceState'

/** Where there is one: https://developer.mozilla.org/docs/Web/API/Navigation_API */
interface Routed {
  readonly navigation?: {
    addEventListener(name: 'currententrychange', run: (change: { readonly navigationType: string | null }) => void): void
  }
}

/**
 * `run` after each change of the page's address, when the application has had its turn to set title and content.
 *
 * Going to an address counts, also back and forth. What replaces the present one counts only with another path: many
 * pages tidy their query away (`?fbclid=…`) as soon as they have read it. A fragment is no address.
 */
export function whenRouted(page: Pick<Window, 'addEventListener' | 'history' | 'location'> & Routed, run: () => void): void {
  const { history, location, navigation } = page
  const here = (): [string, string] => [location.pathname, location.search]
  let last = here()

  function look(replaced: boolean): void {
    const [path, query] = last
    last = here()
    if (path !== last[0] || (!replaced && query !== last[1])) setTimeout(run)
  }
  function wrap(way: Way): void {
    const before = history[way]
    history[way] = function (this: History, ...words) {
      before.apply(this, words)
      look(way === 'replaceState')
    }
  }
  if (navigation) return navigation.addEventListener('currententrychange', (change) => look(change.navigationType === 'replace'))
  wrap('pushState')
  wrap('replaceState')
  page.addEventListener('popstate', () => look(false))
}
