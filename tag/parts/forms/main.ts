/**
 * Customer data, as the visitor completes it in the page's forms: told by `identify`, as the page itself would.
 *
 * No value is read before the visitor has allowed it; what was completed until then is read at that moment.
 */
import { attempt } from '../../src/attempt.ts'
import type { Part } from '../../src/host.ts'
import type { UserData } from '../../src/user.ts'
import { join } from '../join.ts'
import { keyOf, valueOf, type Field, type Signs } from '../fields/field.ts'
import { openLeads, type LeadSettings } from '../fields/leads.ts'

interface FormSettings extends Signs, LeadSettings {
  /** Whether the policy `opt_out` is yes enough. */
  readonly opt_out: boolean
}

const BUTTON = 'button,[role=button],[type=submit],[type=image],[type=button]'

const forms: Part = (host) => {
  const { page, settings, tag, consent, on, veil } = host
  const wanted = settings['forms'] as FormSettings
  const leads = openLeads(host, wanted)
  const waiting = new Map<Field, string>()
  let user: UserData = {}
  let told = '{}'
  let open = false

  function read(fields: Iterable<Field>): void {
    for (const field of fields) {
      const key = keyOf(field, wanted)
      if (key) waiting.set(field, key)
    }
    if (!open || (consent().ads !== 'granted' && !wanted.opt_out)) return
    waiting.forEach((key, field) => {
      const value = valueOf(field, key)
      if (!value) return
      leads.completed(field.form, key)
      // Who pays is the customer, not who gets the parcel.
      if (!user[key] || !/shipping/.test(field.autocomplete)) user[key] = value
    })
    waiting.clear()
  }
  /** Not with every field: Meta's library takes customer data once, so it shall hear as much as there is at an event. */
  function tell(): void {
    const all = JSON.stringify(user)
    if (all !== told) tag.identify(user)
    told = all
  }

  function hear(happened: Event): void {
    const path = happened.composedPath() as any[]
    // What happens inside a component is told outside of it only in part; to listen twice to one place is to listen once.
    for (const node of path) if (node.host && node.mode) listen(node)
    const [field] = path
    const form = path.find(({ nodeName }) => /^form$/i.test(nodeName))
    const { type } = happened
    if (/^(change|focusout)$/.test(type)) {
      if (type === 'change') leads.changed(form)
      read(field.getAttribute ? [field] : [])
    }
    if (type === 'submit' || (type === 'click' && path.some((node) => node.matches?.(BUTTON)))) {
      // Some password managers complete fields without a word.
      const all: NodeListOf<Field> = (form || field).getRootNode().querySelectorAll('input,select')
      read([...all].filter((one) => one.form == form))
    }
    if (type === 'submit') {
      tell()
      leads.submitted(form)
    }
  }
  // Before the page's own listeners, which may stop the event or leave the page.
  function listen(place: EventTarget): void {
    for (const kind of ['focusin', 'change', 'focusout', 'click', 'submit']) place.addEventListener(kind, guarded, true)
  }
  const guarded = (happened: Event) => attempt(() => hear(happened))

  // The part that hashes comes when there is something to hash, and takes this one's place; until then the Pixel is told
  // nothing of the visitor.
  const { hash } = settings.parts || {}
  if (hash) {
    veil((given) => {
      if (open && Object.keys(given)[0]) import(hash).catch(() => {})
      return {}
    })
  }
  on('open', () => {
    open = true
    read([])
    tell()
  })
  on('shut', () => {
    open = false
    user = {}
    told = '{}'
    waiting.clear()
  })
  for (const verb of ['track', 'trackCustom'] as const) {
    const before = tag[verb]
    tag[verb] = (...words) => {
      tell()
      before(...words)
    }
  }
  listen(page)
}

join(forms)
