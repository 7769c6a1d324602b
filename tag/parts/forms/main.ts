/**
 * Hears what happens in the page's forms, from the first moment on. What reads them, the part `fields`, is fetched when
 * the visitor touches one, or points at it: a button may be pressed whose fields the browser has filled in. Until it is
 * there, it is kept for it which field or form was touched. Never a value.
 */
import { attempt } from '../../src/attempt.ts'
import type { Part } from '../../src/host.ts'
import type { DeclaredForm } from '../declared/declaration.ts'
import { join } from '../join.ts'
import type { Touch } from './touch.ts'

/** How many touches wait for the part that reads. */
const MOST = 500

const KINDS = ['pointerover', 'focusin', 'change', 'focusout', 'click', 'submit']
const CONCERNED = 'input,select,form,button,[role=button]'

const forms: Part = ({ on, page, settings, tag }) => {
  const { leads } = settings['forms'] as { readonly leads: readonly DeclaredForm[] }
  let kept: Touch[] = []
  let take = (touch: Touch): unknown => {
    tag.fetch!('fields')
    return touch[0] !== 'pointerover' && kept.length < MOST && kept.push(touch)
  }

  function hear(happened: Event): void {
    const path = happened.composedPath() as any[]
    // What happens inside a component is told outside of it only in part; to listen twice to one place is to listen once.
    for (const node of path) if (node.host && node.mode) listen(node)
    if (path.some((node) => node.matches?.(CONCERNED))) take([happened.type, path])
  }
  const guarded = (happened: Event) => attempt(() => hear(happened))

  // Before the page's own listeners, which may stop the event or leave the page.
  function listen(place: EventTarget): void {
    for (const kind of KINDS) place.addEventListener(kind, guarded, true)
  }

  /** A page that is left before the part has come tells of its leads at least. */
  page.addEventListener('pagehide', () => {
    const sent = new Set(kept.map(([type, path]) => type === 'submit' && path[0]))
    kept = kept.filter(([type]) => type !== 'submit')
    sent.forEach((form) => {
      const lead = leads.find(({ selector }) => attempt(() => form.matches(selector)))
      if (lead) tag.track(lead.event)
    })
  })
  on('shut', () => void (kept = []))
  tag.fields = (run: typeof take) => {
    take = run
    kept.forEach(run)
    kept = []
  }
  listen(page)
}

join(forms)
