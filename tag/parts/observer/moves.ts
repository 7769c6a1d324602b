/** https://developer.mozilla.org/docs/Web/API/Navigation_API */
export type Moving = Pick<Window, 'location'> & { readonly navigation?: Pick<EventTarget, 'addEventListener'> }

/** Whenever the page moves to another address without being loaded; answers whether the browser can tell. */
export function whenMoved({ location, navigation }: Moving, run: () => void): boolean {
  const here = () => location.href.split('#')[0]
  let last = here()
  navigation?.addEventListener('currententrychange', () => {
    const before = last
    last = here()
    if (last !== before) run()
  })
  return !!navigation
}
