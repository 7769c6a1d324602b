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
import { openMemory } from './memory.ts'
import { openNotes } from './notes.ts'
import { openOutbox } from './outbox.ts'
import { whenHidden } from './page.ts'
import { openPixel } from './pixel.ts'
import { openPost } from './post.ts'
import { routeOf } from './route.ts'
import type { Settings } from './settings.ts'
import { userDataIn, type UserData } from './user.ts'
import { forgetVisit, rememberVisit } from './visit.ts'
import type { TagEvent, Visit } from './wire.ts'

/** What a page can ask of the tag: the first word of a call names one of these, the others go to it. */
export interface Tag {
  track(...words: unknown[]): void
  trackCustom(...words: unknown[]): void
  identify(user: unknown): void
  consent(word: unknown, details?: unknown): void
}

/** An event at the gate, with the word that the Pixel will be told it in. */
type Call = readonly [Verb, Happening]

/** The tag, and `begin`: from here on the calls that the page had queued are known. */
export function openTag(page: FbqPage, settings: Settings): { tag: Tag; begin: () => void } {
  const { document, location, navigator } = page
  const notes = openNotes(settings.debug, console)
  const jar = openJar(document, settings.cookie_domain)
  const memory = openMemory(page)
  const click = clickIn(location.href, document.referrer, Date.now())
  const refusal = settings.honour_gpc && refusalOf(navigator as object, Date.now())
  let visit: Visit = {}
  let user: UserData = {}
  let lastPageView: string | undefined

  const beacon = (body: string) => navigator.sendBeacon(settings.endpoint, body)
  const courier = openCourier(openPost(settings.endpoint, notes), beacon, pause)
  const outbox = openOutbox(() => ({ consent: gate.consent, visit }), courier.deliver)
  const pixel = openPixel(page, settings, (state) => {
    notes.say(`Pixel ${state}`)
    outbox.report(state)
  })
  const gate = openGate<Call>(settings.consent, { open: welcome, pass: depart, shut: takeLeave })
  whenHidden(page, courier.hurry)

  function welcome(): void {
    visit = rememberVisit(jar, click, Date.now(), Math.random, () => settings.mode !== 'pixel_only' && outbox.touch())
    pixel.start(user)
  }

  function takeLeave(): void {
    const kept = forgetVisit(jar)
    memory.forget()
    visit = { fbp: visit.fbp || kept }
    outbox.discard()
    courier.discard()
    pixel.revoke()
    if (visit.fbp) outbox.touch()
  }

  function depart([verb, event]: Call): void {
    const { browser, server } = routeOf(event.event_name, settings)
    const tell = browser && (!server || memory.isNew(`${event.event_name} ${event.event_id}`))
    const sent: TagEvent = { ...event, user_data: user, pixel: tell ? pixel.carry(verb, event) : 'off' }
    notes.say(`${sent.event_name} ${sent.event_id}: Pixel ${sent.pixel}, gateway ${server}`)
    if (server) outbox.put(sent)
  }

  function hear(verb: Verb, words: readonly unknown[]): void {
    const event = happeningOf(words, Date.now(), page, settings, notes)
    if (event && isNew(event)) gate.pass([verb, event])
  }

  /** One PageView for one address, whether the tag sends it or the page does. */
  function isNew({ event_name, event_source_url }: Happening): boolean {
    if (event_name !== 'PageView') return true
    const seen = lastPageView
    lastPageView = event_source_url
    return seen !== lastPageView
  }

  const tag: Tag = {
    track: (...words) => hear('track', words),
    trackCustom: (...words) => hear('trackCustom', words),
    identify(given) {
      user = { ...user, ...userDataIn(given, notes) }
      pixel.identify(user)
    },
    consent(word, details) {
      const answer = refusal || answerOf(word, details, Date.now())
      if (answer) gate.answer(answer)
      else notes.warn('consent: pass granted or denied')
    },
  }
  function begin(): void {
    gate.answer(refusal || gate.consent)
    if (settings.page_view) tag.track('PageView')
  }
  return { tag, begin }
}

/** Half of it is chance, so that the visitors of a busy moment do not come back in step. */
function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms * (0.5 + Math.random() / 2)))
}
