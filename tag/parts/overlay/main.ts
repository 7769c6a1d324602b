/**
 * What the tag does on this page, for a developer who has the key: each event, its legs, ids, consent and keys (names
 * only), what is wrong, and the gateway's answer. In a shadow root, so that page and overlay do not dress each other.
 */
import type { Host, Part } from '../../src/host.ts'
import { textOf } from '../notes/texts.ts'
import type { Seen } from '../debug/main.ts'
import { join } from '../join.ts'
import { element } from './element.ts'
import { isKey } from './key.ts'
import { openPanel } from './panel.ts'
import { STYLE } from './style.ts'

const KEPT = 'tandem_debug'

/** The overlay's frame: a heading, a way to close it, and what is inside. */
function frame(close: () => void, ...inside: readonly HTMLElement[]): HTMLElement {
  const button = element('button', { type: 'button', 'aria-label': 'Close Tandem’s overlay' }, 'Close')
  button.addEventListener('click', close)
  return element('section', { 'aria-label': 'Tandem' }, element('header', {}, element('h2', {}, 'Tandem'), button), ...inside)
}

function watch({ consent, settings, tag }: Host): readonly HTMLElement[] {
  const panel = openPanel(settings)
  const hears: Partial<Record<Seen[0], (...what: any[]) => void>> = {
    open: () => panel.state(consent()),
    shut: () => panel.state(consent()),
    pixel: (state) => panel.state(consent(), state),
    sent: (event) => panel.sent(event, consent()),
    answered: panel.answered,
    lost: panel.lost,
    note: (...note) => panel.note(textOf(note)),
  }
  panel.state(consent())
  tag['watch']!(([moment, ...what]: Seen) => hears[moment]?.(...what))
  return panel.body
}

/** Asks for the key; `known` gets one that is right. */
function ask(hash: string, known: (key: string) => void): HTMLElement {
  const input = element('input', { type: 'password', autocomplete: 'off', 'aria-label': 'Debug key', required: '' })
  const said = element('p', { role: 'alert' })
  const form = element('form', {}, element('label', {}, 'Debug key of this site'), input, element('button', {}, 'Open'), said)
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    event.stopPropagation()
    if (await isKey(input.value, hash, crypto.subtle)) known(input.value.trim())
    else said.textContent = crypto.subtle ? 'This is not the key.' : 'Open the page over HTTPS: the key cannot be checked here.'
  })
  return form
}

const overlay: Part = async (host) => {
  const { page } = host
  const { key } = host.settings['debug'] as { readonly key: string }
  const root = page.document.createElement('div')
  root.setAttribute('data-tandem-ignore', '')
  const shadow = root.attachShadow({ mode: 'open' })
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(STYLE)
  shadow.adoptedStyleSheets = [sheet]
  const close = () => {
    delete page.sessionStorage[KEPT]
    root.remove()
  }
  const show = (typed: string) => {
    page.sessionStorage[KEPT] = typed
    shadow.replaceChildren(frame(close, ...watch(host)))
  }
  const kept: unknown = page.sessionStorage[KEPT]
  if (typeof kept === 'string' && (await isKey(kept, key, crypto.subtle))) show(kept)
  else shadow.replaceChildren(frame(close, ask(key, show)))
  page.document.documentElement.append(root)
}

join(overlay)
