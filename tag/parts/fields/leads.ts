import { attempt } from '../../src/attempt.ts'
import type { Host } from '../../src/host.ts'
import { whenHidden } from '../../src/page.ts'
import type { DeclaredForm } from '../declared/declaration.ts'

/** What the settings say of leads. */
export interface LeadSettings {
  /** Forms whose submission is an event. */
  readonly leads: readonly DeclaredForm[]
  /** What a form is called that was left before it was sent; empty: nothing is told of it. */
  readonly partial: string
}

/** A form that has been begun: which keys are complete, and where it was. */
interface Begun {
  readonly keys: Set<string>
  readonly href: string
}

/** Where the forms of this visit are noted that have been told of, one way or the other. */
const TOLD = 'tandem.forms'

/** Forms on their way to a lead: sent, or left. */
export function openLeads({ page, tag, consent, on }: Host, { leads, partial }: LeadSettings) {
  const begun = new Map<HTMLFormElement, Begun>()
  const sent = new Set<HTMLFormElement>()
  let told: string[] = attempt(() => JSON.parse(page.sessionStorage[TOLD])) || []

  const nameOf = (form: HTMLFormElement) => form.getAttribute('id') || form.getAttribute('name') || ''
  const leadOf = (form: HTMLFormElement) => leads.find(({ selector }) => attempt(() => form.matches(selector)))

  /** The form needs no telling as left any more, in this visit. */
  function settle(form: HTMLFormElement): boolean {
    const name = nameOf(form)
    const fresh = !told.includes(name)
    begun.delete(form)
    if (fresh && consent().ads === 'granted') {
      told.push(name)
      attempt(() => (page.sessionStorage[TOLD] = JSON.stringify(told)))
    }
    return fresh
  }
  /** Of the forms that are gone from the page, or of all. */
  function leave(all?: boolean): void {
    begun.forEach(({ keys, href }, form) => {
      if ((!all && form.isConnected) || !/em|ph/.test([...keys].join()) || !settle(form)) return
      const custom_data = { partial: true, form: nameOf(form), completed: [...keys] }
      tag.trackCustom(partial, custom_data, { document: { location: { href }, referrer: page.document.referrer } })
    })
  }

  if (partial) {
    whenHidden(page, () => leave(true))
    on('sent', () => leave())
  }
  on('shut', () => {
    told = []
    begun.clear()
    attempt(() => delete page.sessionStorage[TOLD])
  })

  return {
    /** A field is complete. */
    completed(form: HTMLFormElement | null, key: string): void {
      if (!partial || !form || consent().ads !== 'granted' || (leads[0] && !leadOf(form))) return
      const { keys } = begun.get(form) || { keys: new Set() }
      begun.set(form, { keys: keys.add(key), href: page.location.href })
    },
    /** The visitor has changed something: sent again, it is another lead. */
    changed(form: HTMLFormElement | null): void {
      if (form) sent.delete(form)
    },
    submitted(form: HTMLFormElement): void {
      const lead = leadOf(form)
      settle(form)
      // Pages that check a form before they send it often have it sent twice.
      if (lead && !sent.has(form)) tag.track(lead.event)
      sent.add(form)
    },
  }
}
