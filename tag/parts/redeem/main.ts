/** Asks the gateway for the visit that a reference in the page's address stands for: fetched where there is one. */
import type { Part } from '../../src/host.ts'
import type { Visit } from '../../src/wire.ts'
import { join } from '../join.ts'

/** What the gateway answers to a reference. */
interface Redeemed {
  readonly visit: Visit
  readonly cookies: Readonly<Record<string, string>>
}

/** The events of this page are of the first page's visit already; with the answer its cookies are, too. */
const redeem: Part = ({ consent, jar, on, settings, tag, visit }) => {
  let open = false
  on('open', () => void (open = true))
  on('shut', () => void (open = false))
  tag.redeem!((reference: string) => {
    const body = { v: 1, consent: consent(), reference, fbp: jar.read('_fbp')[0], fbc: jar.read('_fbc')[0] }
    fetch(settings.endpoint.replace(/e$/, 'v'), { method: 'POST', credentials: 'include', body: JSON.stringify(body) })
      .then((reply) => reply.json())
      .then((told: Redeemed) => {
        if (!open) return
        for (const name in told.cookies) jar.write(name, told.cookies[name]!)
        visit({ ...told.visit, redeem: undefined })
      })
      .catch(() => {})
  })
}

join(redeem)
