/**
 * Carries a visit, with the click that began it, to the site's next domains and back: outward by a reference in links
 * and forms, inward by redeeming the one that led here. Both only after the visitor has allowed it on the page at hand.
 */
import { attempt } from '../../src/attempt.ts'
import type { Part } from '../../src/host.ts'
import type { Visit } from '../../src/wire.ts'
import { join } from '../join.ts'
import { isUnder, mintReference, placeOf, without } from './address.ts'

interface BridgeSettings {
  readonly domains: readonly string[]
  readonly parameter: string
}

/** What the gateway answers to a reference. */
interface Redeemed {
  readonly visit: Visit
  readonly cookies: Readonly<Record<string, string>>
}

export const bridge: Part = ({ page, settings, jar, tag, consent, visit, touch, on }) => {
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

  /** The events of this page are of the first page's visit by `redeem`; with the answer its cookies are, too. */
  function redeem(reference: string): void {
    visit({ redeem: reference })
    const body = { v: 1, consent: consent(), reference, fbp: jar.read('_fbp')[0], fbc: jar.read('_fbc')[0] }
    fetch(settings.endpoint.replace(/e$/, 'v'), { method: 'POST', credentials: 'include', body: JSON.stringify(body) })
      .then((reply) => reply.json())
      .then((told: Redeemed) => {
        if (!open) return
        for (const name in told.cookies) jar.write(name, told.cookies[name]!)
        visit({ ...told.visit, redeem: undefined })
      })
      .catch(() => {})
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
    if (given) redeem(given)
    given = undefined
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
