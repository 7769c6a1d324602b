/**
 * Carries a visit, with the click that began it, to the site's next domains and back: outward by a reference in links
 * and forms, inward by redeeming the one that led here. Both only after the visitor has allowed it on the page at hand.
 */
import { attempt } from '../../src/attempt.ts'
import type { Part } from '../../src/host.ts'
import { join } from '../join.ts'
import { isUnder, mintReference, placeOf, without } from './address.ts'

interface BridgeSettings {
  readonly domains: readonly string[]
  readonly parameter: string
}

export const bridge: Part = ({ page, settings, tag, visit, touch, on }) => {
  const { domains, parameter } = settings.bridge as BridgeSettings
  const { location, history, document } = page
  const place = placeOf(parameter)
  let open = false
  let pressed: EventTarget | undefined
  let given = place.exec(location.search)?.[2]
  if (given) history.replaceState(history.state, '', without(location.href, place))

  /** A new reference, told to the gateway in this moment. Told again later, it would hold again. */
  function mint(): string {
    const reference = mintReference(page.crypto)
    visit({ reference })
    touch()
    queueMicrotask(() => visit({ reference: undefined }))
    return reference
  }

  /**
   * Links are changed as they are pressed, forms as they are sent; the browser goes on at once. Each use gets a
   * reference of its own, since each can be redeemed once.
   */
  function send({ type, target }: Event): void {
    const form = type === 'submit' && (target as HTMLFormElement)
    const link = form
      ? Object.assign(document.createElement('a'), { href: form.getAttribute('action') })
      : (target as Element).closest<HTMLAnchorElement>('a[href]')!
    if (!open || link.hostname === location.hostname || !isUnder(link.hostname, domains)) return
    if (form && form.method !== 'post') {
      // The query of a form sent by GET is made of its fields.
      const field = form.querySelector(`[name="${parameter}"]`) || document.createElement('input')
      return form.append(Object.assign(field, { type: 'hidden', name: parameter, value: mint() }))
    }
    if (pressed !== link) {
      const rest = without(link.search, place)
      link.search = `${rest > '?' ? `${rest}&` : '?'}${parameter}=${mint()}`
    }
    if (form) form.setAttribute('action', link.href)
    pressed = type === 'mousedown' ? link : undefined
  }

  on('open', () => {
    open = true
    const reference = given
    given = undefined
    if (!reference) return
    visit({ redeem: reference })
    tag.redeem = (run: (reference: string) => void) => run(reference)
    tag.fetch!('redeem')
  })
  on('shut', () => {
    open = false
  })
  tag.reference = (hear: (reference: string) => void) => on('open', () => hear(mint()))
  for (const type of ['mousedown', 'click', 'submit']) {
    document.addEventListener(type, (event) => attempt(() => send(event)), true)
  }
}

join(bridge)
