import { attempt } from '../../src/attempt.ts'

/** A form that the site's settings call an event. */
export interface DeclaredForm {
  readonly selector: string
  readonly event: string
}

/** The element itself, or, for a form alone, the settings. A selector that is none names no form. */
function nameOf(element: Element, forms: readonly DeclaredForm[]): string | null | undefined {
  return (
    element.getAttribute('data-tandem-event') ||
    forms.find(({ selector }) => attempt(() => element.matches(selector)))?.event
  )
}

/** `data-tandem-content-ids` is `content_ids`; what another part reads (`ignore`) says nothing here. */
function paramsOf(element: Element): Record<string, unknown> {
  const params: Record<string, unknown> = {}
  for (const { name, value } of element.attributes) {
    const key = /^data-tandem-(?!event$|id$|ignore$)(.+)/.exec(name)
    if (key) params[key[1]!.replace(/-/g, '_')] = meant(value)
  }
  return params
}

/** A list, an object, or a number that prints as it was written, from JSON: an order `007` stays a text. */
function meant(text: string): unknown {
  const value: unknown = attempt(() => JSON.parse(text))
  return Object(value) === value || `${value}` === text ? value : text
}

/** What a click or a submission declares, by the innermost element that does, as the words of a call. */
export function callOf(path: readonly EventTarget[], submitted: boolean, forms: readonly DeclaredForm[]): unknown[] | undefined {
  for (const element of path as Element[]) {
    const concerned = element.attributes && /^form$/i.test(element.nodeName) === submitted
    const name = concerned && nameOf(element, submitted ? forms : [])
    if (name) return [name, paramsOf(element), { eventID: element.getAttribute('data-tandem-id') }]
  }
  return undefined
}
