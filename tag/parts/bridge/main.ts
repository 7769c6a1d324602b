/**
 * Carries a visit, with the click that began it, to the site's next domains and back: outward by a reference in links
 * and forms, inward by redeeming the one that led here. Both only after the visitor has allowed it on the page at hand.
 */
import type { Part } from '../../src/host.ts'
import type { Visit } from '../../src/wire.ts'
import { clicksIn, keepClicks, type Clicks } from '../clicks/store.ts'
import { join } from '../join.ts'
import { isUnder, mintReference, referenceIn, without } from './address.ts'
import { decorate } from './outward.ts'

interface BridgeSettings {
  readonly domains: readonly string[]
  readonly parameter: string
}

/** Milliseconds until a reference that the gateway did not know is asked for once more: it may have overtaken its telling. */
const PATIENCE = 1000

export const bridge: Part = ({ page, settings, jar, tag, consent, visit, touch, on }) => {
  const { domains, parameter } = settings.bridge as BridgeSettings
  const { location, history, document } = page
  const waiting: ((reference: string) => void)[] = []
  let open = false
  let given = referenceIn(location.search, parameter)
  if (given) history.replaceState(history.state, '', without(location.href, parameter))

  function mint(): string {
    const reference = mintReference(page.crypto)
    visit({ reference })
    touch()
    // After the message that has just been asked for; told again later, it would hold again.
    queueMicrotask(() => visit({ reference: undefined }))
    return reference
  }

  function redeem(reference: string, again: boolean): void {
    const body = { v: 1, consent: consent(), reference, fbp: jar.read('_fbp')[0], fbc: jar.read('_fbc')[0] }
    fetch(settings.endpoint.replace(/e$/, 'v'), { method: 'POST', credentials: 'include', body: JSON.stringify(body) })
      .then((reply) => (reply.ok ? reply.json() : Promise.reject()))
      .then(goOn)
      .catch(() => again && setTimeout(() => open && redeem(reference, false), PATIENCE))
  }

  /** The events of this page are of the first page's visit already, by `visit.redeem`; from here on its cookies are, too. */
  function goOn({ fbp, fbc, clicks }: Visit): void {
    if (!open) return
    jar.write('_fbp', fbp!)
    if (fbc) jar.write('_fbc', fbc)
    const all: Clicks = { ...clicks, ...clicksIn(jar) }
    if (clicks) keepClicks(jar, all)
    visit({ fbp, fbc, clicks: all, redeem: undefined })
  }

  on('open', () => {
    open = true
    if (given) {
      visit({ redeem: given })
      redeem(given, true)
      given = undefined
    }
    waiting.splice(0).forEach((hear) => hear(mint()))
  })
  on('shut', () => {
    open = false
  })
  tag.reference = (hear: (reference: string) => void) => (open ? hear(mint()) : waiting.push(hear))
  decorate(document, parameter, { leads: (host) => open && host !== location.hostname && isUnder(host, domains), mint })
}

join(bridge)
