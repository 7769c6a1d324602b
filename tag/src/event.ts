import { eventIdOf, mintId, type Params } from './ids.ts'
import type { Tell } from './moments.ts'
import { addressOf, referrerOf } from './page.ts'
import { definitionOf, type Settings } from './settings.ts'
import type { TagEvent } from './wire.ts'

/** How the page called: a standard event of Meta's, or one of its own. The Pixel is told in the same word. */
export type Verb = 'track' | 'trackCustom'

/** What happened, as it was when it happened: how both legs will tell it. */
export interface Happening extends TagEvent {
  readonly custom_data: Params
}

/** Where a page is, and where the visitor came from. */
export interface Whereabouts {
  readonly location: Pick<Location, 'href'>
  readonly referrer: string
}

/** Of a page: where it is, and its source of chance. */
export interface Place {
  readonly document: Whereabouts
  readonly crypto: Parameters<typeof mintId>[0]
}

/** The fourth word of a call, as the Pixel takes it. */
interface Options {
  readonly eventID?: unknown
  /** Of the page where it happened, if that is another one: around a sandboxed frame. */
  readonly document?: Whereabouts
}

/** One call of the page as a happening; nothing if it names no event. A doubtful one is noted, and goes on. */
export function happeningOf(
  [name, given, options]: readonly unknown[],
  now: number,
  { document, crypto }: Place,
  settings: Pick<Settings, 'events'>,
  tell: Tell,
): Happening | undefined {
  if (typeof name !== 'string' || !name.trim() || name.length > 100) {
    return void tell('note', 'name')
  }
  const { eventID, document: there = document } = Object(options) as Options
  const { event_id, required } = definitionOf(name, settings)
  const custom_data = copyOf(given, name, tell)
  noteMissing(name, required || [], custom_data, tell)
  return {
    event_name: name,
    event_id: eventIdOf(eventID, event_id, custom_data, () => mintId(crypto)),
    event_time: now,
    event_source_url: addressOf(there.location),
    referrer_url: referrerOf(there),
    custom_data,
  }
}

/** A copy, so that what the page does with its object afterwards changes nothing, and both legs say the same. */
function copyOf(given: unknown, name: string, tell: Tell): Params {
  try {
    const copy: unknown = JSON.parse(JSON.stringify(given || {}))
    if (Object(copy) === copy && !Array.isArray(copy)) return copy as Params
  } catch {
    // Circular, or a BigInt: said below.
  }
  tell('note', 'params', name)
  return {}
}

function noteMissing(name: string, required: readonly string[], params: Params, tell: Tell): void {
  for (const field of required) {
    if ((params[field] ?? '') === '') tell('note', 'missing', name, field)
  }
}
