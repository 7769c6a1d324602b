import { addressOf } from '../../src/page.ts'

/** https://developer.mozilla.org/docs/Web/API/Navigation_API */
export type Moving = Pick<Window, 'location'> & { readonly navigation?: Pick<EventTarget, 'addEventListener'> }

/** Whenever the page moves to another address without being loaded; answers whether the browser can tell. */
export function whenMoved({ location, navigation }: Moving, run: () => void): boolean {
  let last = addressOf(location)
  navigation?.addEventListener('currententrychange', () => {
    const before = last
    last = addressOf(location)
    if (last !== before) run()
  })
  return !!navigation
}
