// What a replay is asked for, and how far it is.
import type { DeadGroup, ErrandStanding } from './shapes.ts'

export const KINDS = ['number', 'text', 'list'] as const

/** What is written in the form. */
export interface Draft {
  set: string
  to: string
  rename: string
  renamed: string
  cast: string
  kind: (typeof KINDS)[number]
  remove: string
  since: string
  until: string
  eventId: string
}

export const EMPTY: Draft = {
  set: '', to: '', rename: '', renamed: '', cast: '', kind: 'number', remove: '', since: '', until: '', eventId: '',
}

export interface Order {
  chosen: Record<string, string>
  recipe: { rename?: Record<string, string>; cast?: Record<string, string>; set?: Record<string, unknown>; remove?: string[] }
}

/** Only what is filled in: the letters of this group, narrowed. */
export function order(group: DeadGroup, draft: Draft): Order {
  const { destination, reason, event_name, said } = group
  const narrowed = { event_id: draft.eventId.trim(), since: moment(draft.since), until: moment(draft.until), said }
  const recipe: Order['recipe'] = {}
  if (draft.rename.trim()) recipe.rename = { [draft.rename.trim()]: draft.renamed.trim() }
  if (draft.cast.trim()) recipe.cast = { [draft.cast.trim()]: draft.kind }
  if (draft.set.trim()) recipe.set = { [draft.set.trim()]: read(draft.to.trim()) }
  if (draft.remove.trim()) recipe.remove = draft.remove.trim().split(/[\s,]+/)
  return { chosen: { destination, reason, event_name, ...filled(narrowed) }, recipe }
}

const filled = (texts: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(texts).filter(([, text]) => text))

/** The browser's own hour, as the page shows all times. */
const moment = (local: string): string => (local ? new Date(local).toISOString() : '')

/** JSON where it is some: a number, true, a quoted text. Anything else is a text. */
function read(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

const EVERY = 500

/** How far the worker is: so many of the whole, once it has begun. */
export interface Standing {
  text: string
  done?: number
  whole?: number
}

/** Looks until the worker has done it, and tells how far it is. Returns how to stop looking. */
export function errandDone(errand: number, tell: (standing: Standing) => void): () => void {
  let stopped = false
  async function look() {
    if (stopped) return
    const reply = await fetch(`/api/errands/${errand}`).catch(() => undefined)
    const told: ErrandStanding | undefined = reply?.ok ? await reply.json() : undefined
    if (told?.state === 'failed') return tell({ text: 'It could not be done: the log of the worker says why.' })
    if (told?.report) return tell({ text: `${told.report.goes} of ${told.report.chosen} wait to be sent again.` })
    if (told?.whole) tell({ text: `${told.done} of ${told.whole} looked at…`, done: told.done, whole: told.whole })
    setTimeout(() => void look(), EVERY)
  }
  void look()
  return () => { stopped = true }
}
