import type { Settings } from '../../src/settings.ts'
import type { Reply } from '../../src/post.ts'
import type { Consent, PixelState, TagEvent, TagMessage } from '../../src/wire.ts'
import { element } from './element.ts'
import { faultsOf } from './judge.ts'

/** One event, and what has become of it. */
interface Line {
  event: TagEvent
  readonly consent: Consent
  gateway: string
  readonly shown: HTMLLIElement
}

/** What the gateway says of a refused event, or of the whole message. */
interface Refusal {
  readonly field?: string
  readonly problem?: string
  readonly cure?: string
}

/** The gateway's words, one result for each event in order. */
interface Answer {
  readonly results?: readonly Refusal[]
  readonly error?: Refusal
}

export interface Panel {
  readonly body: readonly HTMLElement[]
  state(consent: Consent, pixel?: PixelState): void
  sent(event: TagEvent, consent: Consent): void
  answered(body: string, reply: Reply): void
  lost(body: string): void
  note(words: readonly unknown[]): void
}

const listed = (names: readonly string[]) => names.join(', ') || 'none'

export function openPanel(settings: Settings): Panel {
  const lines = new Map<string, Line>()
  const list = element('ol', { tabindex: '0', 'aria-label': 'Events, the newest first', 'aria-live': 'polite' })
  const state = element('dl', { class: 'state' })
  const none = element('p', { class: 'none' }, 'No event yet. Before consent, events wait.')
  let library: PixelState = 'off'

  function fill(into: HTMLElement, facts: Readonly<Record<string, string>>): void {
    into.replaceChildren(...Object.entries(facts).flatMap(([name, said]) => [element('dt', {}, name), element('dd', {}, said)]))
  }
  function draw({ event, consent, gateway, shown }: Line): void {
    const facts = element('dl')
    fill(facts, {
      id: event.event_id,
      Pixel: event.pixel || 'off',
      Gateway: gateway,
      consent: [consent.ads, consent.signal].filter(Boolean).join(', '),
      parameters: listed(Object.keys(event.custom_data || {})),
      'customer keys': listed(Object.keys(event.user_data || {})),
    })
    const faults = faultsOf(event, settings).map((fault) => element('li', {}, fault))
    shown.replaceChildren(element('strong', {}, event.event_name), facts, ...(faults[0] ? [element('ul', {}, ...faults)] : []))
  }
  function add(shown: HTMLLIElement): void {
    none.remove()
    list.prepend(shown)
  }
  /** The lines of the events that a body tells of. */
  function linesOf(body: string): Line[] {
    const { events = [] } = JSON.parse(body) as TagMessage
    return events.flatMap(({ event_name, event_id }) => lines.get(`${event_name} ${event_id}`) || [])
  }
  function say(body: string, gateway: string): void {
    for (const line of linesOf(body)) draw(Object.assign(line, { gateway }))
  }

  return {
    body: [state, none, list],
    state(consent, pixel = library) {
      library = pixel
      fill(state, {
        consent: [consent.ads, consent.signal].filter(Boolean).join(', '),
        Pixel: settings.pixels[0] ? `${pixel} (${settings.pixels.join(', ')})` : 'none',
        mode: settings.mode,
      })
      const open = [...lines.values()].filter(({ event }) => event.pixel === 'loading' || event.pixel === 'slow')
      open.forEach((line) => draw(Object.assign(line, { event: { ...line.event, pixel } })))
    },
    sent(event, consent) {
      const told = settings.mode !== 'pixel_only' && (settings.events[event.event_name]?.legs || ['server']).includes('server')
      const line = { event, consent, gateway: told ? 'on its way' : 'not told of this event', shown: element('li') }
      lines.set(`${event.event_name} ${event.event_id}`, line)
      draw(line)
      add(line.shown)
    },
    answered(body, reply) {
      say(body, reply.status ? `answered ${reply.status}` : 'no answer')
      reply.clone?.().json().then(
        ({ results = [], error }: Answer) =>
          linesOf(body).forEach((line, at) => {
            const { field = '', problem = '', cure = '' } = results[at] || error || {}
            if (problem) draw(Object.assign(line, { gateway: `refused: ${field} ${problem}. ${cure}` }))
          }),
        () => {},
      )
    },
    lost: (body) => say(body, 'not delivered yet'),
    note: (words) => add(element('li', {}, element('ul', {}, element('li', {}, words.join(' '))))),
  }
}
