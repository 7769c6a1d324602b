/**
 * One page's tag: a call of the page becomes a happening, waits at the gate for the visitor's consent, and departs on
 * its legs with one id on both.
 */
import { clickIn } from './clickids.ts'
import { answerOf, openGate, refusalOf } from './consent.ts'
import { openJar } from './cookies.ts'
import { openCourier } from './courier.ts'
import { happeningOf, type Happening, type Verb } from './event.ts'
import type { FbqPage } from './fbq.ts'
import type { Host, Part, Veil } from './host.ts'
import { openMemory } from './memory.ts'
import { openMoments, type Tell } from './moments.ts'
import { openOutbox } from './outbox.ts'
import { whenBack, whenHidden } from './page.ts'
import { openPixel } from './pixel.ts'
import { openPost } from './post.ts'
import { routeOf } from './route.ts'
import type { Settings } from './settings.ts'
import { userDataIn, type UserData } from './user.ts'
import { forgetVisit, rememberVisit } from './visit.ts'
import type { Consent, TagEvent, Visit } from './wire.ts'

/** Milliseconds. */
const DAY = 864e5

/** What a page can ask of the tag: the first word of a call names one of these, the others go to it. */
export interface Tag {
  track(...words: unknown[]): void
  trackCustom(...words: unknown[]): void
  identify(user: unknown): void
  consent(word: unknown, details?: unknown): void
  join(part: Part): void
  /** A part's own. */
  [verb: string]: (...words: any[]) => unknown
}

/** An event at the gate, with the word that the Pixel is told it in; `true` where the page tells it. */
type Call = readonly [Verb, Happening, boolean]

/** The tag, and `begin`: from here on the calls that the page had queued are known. */
export function openTag(page: FbqPage, settings: Settings): { tag: Tag; begin: () => void; tell: Tell } {
  const { document, location, navigator } = page
  const { on, tell } = openMoments()
  const jar = openJar(document, settings.cookie_domain)
  const memory = openMemory(page)
  const click = clickIn(location.href, document.referrer, Date.now())
  const refusal = settings.honour_gpc && refusalOf(navigator as object, Date.now())
  let visit: Visit = {}
  let user: UserData = {}
  let veil: Veil = (given) => given
  let open = false
  let lastPageView: string | undefined

  const beacon = (body: string) => navigator.sendBeacon(settings.endpoint, body)
  const post = openPost(settings.endpoint, tell)
  // The last word is the refusal's: it is said again after whatever the gateway answers later.
  const courier = openCourier(post, beacon, pause, tell, () => outbox.touch())
  const outbox = openOutbox(() => ({ consent: gate.consent, visit }), courier.deliver)
  const pixel = openPixel(page, settings, (state) => {
    tell('pixel', state)
    outbox.report(state)
  })
  const gate = openGate<Call>(settings, { open: welcome, pass: depart, shut: takeLeave })
  whenHidden(page, courier.hurry)

  function welcome(): void {
    const now = Date.now()
    const tellVisit = () => settings.mode !== 'pixel_only' && outbox.touch()
    visit = { ...visit, ...rememberVisit(jar, click, now, Math.random, tellVisit) }
    // Once a day also what is not fresh: the gateway then sets the cookies for another 90 days.
    if (memory.isNew((now / DAY) | 0)) tellVisit()
    open = true
    tell('open')
    pixel.start(veil(user), gate.consent.limit)
  }

  function takeLeave(): void {
    const kept = forgetVisit(jar)
    memory.forget()
    visit = { fbp: visit.fbp || kept }
    open = false
    tell('shut')
    outbox.discard()
    courier.discard()
    pixel.revoke()
    if (visit.fbp) outbox.touch()
  }

  function depart([verb, event, told]: Call): void {
    const { browser, server, once } = routeOf(event.event_name, settings)
    const hears = (told || browser) && (!once || memory.isNew(`${event.event_name} ${event.event_id}`))
    const sent: TagEvent = { ...event, user_data: user, pixel: told || hears ? pixel.carry(verb, event, told) : 'off' }
    tell('sent', sent)
    if (server) outbox.put(sent)
  }

  function hear(verb: Verb, words: readonly unknown[], told: boolean): Happening | undefined {
    const event = happeningOf(words, Date.now(), page, settings, tell)
    if (event && isNew(event)) gate.pass([verb, event, told])
    return event
  }

  /** One PageView for one address, whether the tag sends it or the page does. */
  function isNew({ event_name, event_source_url }: Happening): boolean {
    return event_name !== 'PageView' || lastPageView !== (lastPageView = event_source_url)
  }

  function answer(consent: Consent): void {
    gate.answer(refusal && !consent.limit ? refusal : consent)
    pixel.limit(gate.consent.limit)
  }

  const tag: Tag = {
    track: (...words) => void hear('track', words, false),
    trackCustom: (...words) => void hear('trackCustom', words, false),
    identify(given) {
      user = { ...user, ...userDataIn(given, tell) }
      pixel.identify(veil(user))
    },
    consent(word, details) {
      const said = refusal || answerOf(word, details, Date.now())
      if (said) answer(said)
      else tell('note', 'consent')
    },
    join: (part) => part(host),
  }
  const host: Host = {
    page,
    settings,
    tag,
    jar,
    answer,
    consent: () => gate.consent,
    mirror: (verb, words) => hear(verb, words, true),
    visit: (more) => void (visit = { ...visit, ...more }),
    touch: outbox.touch,
    veil: (by) => void (veil = by),
    post,
    on(moment, run) {
      on(moment, run)
      if (open && moment === 'open') run()
    },
  }
  function begin(): void {
    if (!settings.cmp) answer(gate.consent)
    view()
    whenBack(page, () => {
      lastPageView = undefined
      view()
    })
  }
  const view = () => settings.page_view && tag.track('PageView')
  return { tag, begin, tell }
}

/** Half of it is chance, so that the visitors of a busy moment do not come back in step. */
function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms * (0.5 + Math.random() / 2)))
}
