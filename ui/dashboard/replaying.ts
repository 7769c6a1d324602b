// What a replay is asked for, and how far it is.
import type { DeadGroup, ErrandStanding } from './shapes.ts'

export interface Order {
  chosen: { destination: string; reason: string; event_name: string }
  recipe: { set?: Record<string, unknown>; remove?: string[] }
}

export function order({ destination, reason, event_name }: DeadGroup, path: string, value: string, remove: string): Order {
  const recipe: Order['recipe'] = {}
  if (path.trim()) recipe.set = { [path.trim()]: read(value.trim()) }
  if (remove.trim()) recipe.remove = remove.trim().split(/[\s,]+/)
  return { chosen: { destination, reason, event_name }, recipe }
}

/** JSON where it is some: a number, true, a quoted text. Anything else is a text. */
function read(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

const EVERY = 500

/** Looks until the worker has done it, and tells how far it is. Returns how to stop looking. */
export function errandDone(errand: number, tell: (text: string) => void): () => void {
  let stopped = false
  async function look() {
    if (stopped) return
    const reply = await fetch(`/api/errands/${errand}`).catch(() => undefined)
    const told: ErrandStanding | undefined = reply?.ok ? await reply.json() : undefined
    if (told?.state === 'failed') return tell('It could not be done: the log of the worker says why.')
    if (told?.report) return tell(`${told.report.goes} of ${told.report.chosen} wait to be sent again.`)
    if (told?.whole) tell(`${told.done} of ${told.whole} looked at…`)
    setTimeout(() => void look(), EVERY)
  }
  void look()
  return () => { stopped = true }
}
