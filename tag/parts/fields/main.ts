/**
 * Customer data, as the visitor completes it in the page's forms: told by `identify`, as the page itself would. What
 * happened before this part had come is done first.
 *
 * No value is read before the visitor has allowed it; what was completed until then is read at that moment.
 */
import { attempt } from '../../src/attempt.ts'
import type { Part } from '../../src/host.ts'
import type { UserData } from '../../src/user.ts'
import { isForm, type Touch } from '../forms/touch.ts'
import { join } from '../join.ts'
import { keyOf, valueOf, type Field, type Signs } from './field.ts'
import { openLeads, type LeadSettings } from './leads.ts'

interface FormSettings extends Signs, LeadSettings {
  /** Whether the policy `opt_out` is yes enough. */
  readonly opt_out: boolean
}

const BUTTON = 'button,[role=button],[type=submit],[type=image],[type=button]'

const fields: Part = (host) => {
  const { settings, tag, consent, on } = host
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

  function take([type, path]: Touch): void {
    const [field] = path
    const form = path.find(isForm)
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
  tag.fields!((touch: Touch) => attempt(() => take(touch)))
}

join(fields)
