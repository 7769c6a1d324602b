import { attempt } from '../../src/attempt.ts'
import { withReference } from './address.ts'

/** Whether a link to this host gets a reference now; and the reference, told to the gateway as it is asked for. */
export interface Way {
  leads(host: string): boolean
  mint(): string
}

/**
 * Gives a reference to links as they are pressed and to forms as they are sent; the browser goes on at once. Each use
 * gets a reference of its own, since each can be redeemed once.
 */
export function decorate(document: Document, name: string, { leads, mint }: Way): void {
  let pressed: Element | undefined

  function follow({ type, target }: Event): void {
    const link = (target as Element).closest?.<HTMLAnchorElement>('a[href]')
    if (!link || !leads(link.hostname)) return
    if (pressed !== link) link.search = withReference(link.search, name, mint())
    pressed = type === 'mousedown' ? link : undefined
  }

  /** The query of a form sent by GET is made of its fields, so the reference becomes one of them. */
  function send({ target }: Event): void {
    const form = target as HTMLFormElement
    const url = new URL(form.getAttribute('action')!, form.baseURI)
    if (!leads(url.hostname)) return
    if (form.method === 'post') {
      url.search = withReference(url.search, name, mint())
      return form.setAttribute('action', url.href)
    }
    const field = form.querySelector<HTMLInputElement>(`input[name="${name}"]`) || document.createElement('input')
    Object.assign(field, { type: 'hidden', name, value: mint() })
    form.append(field)
  }

  for (const type of ['mousedown', 'click']) document.addEventListener(type, (event) => attempt(() => follow(event)), true)
  document.addEventListener('submit', (event) => attempt(() => send(event)), true)
}
