import { autocomplete, never, readable, types } from '../../../contracts/forms.json'
import { attempt } from '../../src/attempt.ts'

export type Field = HTMLInputElement | HTMLSelectElement

/** Patterns or CSS selectors, by Meta's key. */
export type ByKey = Readonly<Record<string, string>>

/** How a site's fields are known beyond what HTML says of them: by its own selectors, and by their names if it wishes. */
export interface Signs {
  readonly fields: ByKey
  readonly names: ByKey
}

const NEVER = RegExp(never.join('|'), 'i')

/**
 * Under which of Meta's keys a field's value belongs; nothing for one that must not be read, or that nothing is known of.
 * Does not touch the value.
 */
export function keyOf(field: Field, { fields, names }: Signs): string | undefined {
  const word = (attribute: string) => field.getAttribute(attribute) || ''
  const tokens = word('autocomplete').toLowerCase()
  const name = `${word('name')} ${word('id')}`
  if (!readable.includes(field.type) || NEVER.test(`${tokens} ${name}`) || isIgnored(field)) return
  const first = (table: ByKey, fits: (text: string, key: string) => unknown) =>
    Object.entries(table).find(([one, other]) => attempt(() => fits(one, other)))
  return (
    first(autocomplete, (token) => tokens.split(/\s+/).includes(token))?.[1] ||
    first(types, (type) => type === field.type)?.[1] ||
    first(fields, (_, selector) => field.matches(selector))?.[0] ||
    first(names, (_, pattern) => RegExp(pattern, 'i').test(name))?.[0]
  )
}

/** Whether the page has said so of the field, or of anything around it, through the shadows of components. */
function isIgnored(node: any): boolean {
  return !!node && (node.dataset?.tandemIgnore != null || isIgnored(node.parentNode || node.host))
}

/** What the visitor sees completed in it. Nothing that the browser calls invalid, or that may be a payment card. */
export function valueOf(field: Field, key: string): string | undefined {
  // Many lists of countries hold numbers of the shop's own.
  const [option] = /^\d+$/.test(field.value) ? (field as HTMLSelectElement).selectedOptions || [] : []
  const value = (option ? option.text : field.value).trim()
  const seen = field.checkVisibility?.({ visibilityProperty: true }) !== false
  const good = value && seen && field.validity.valid && !isCard(value) && (key !== 'em' || /\S@\S+\.\S/.test(value))
  return good ? value : undefined
}

/** 13 to 19 digits whose sum is right (ISO/IEC 7812-1, annex B). No card begins with 0; a phone with `+` is none. */
export function isCard(value: string): boolean {
  const digits = value.replace(/\D/g, '')
  const sum = [...digits].reverse().reduce((all, digit, at) => all + ((+digit * (1 + (at % 2))) % 9 || (+digit && 9)), 0)
  return /^[1-9]\d{12,18}$/.test(digits) && value[0] !== '+' && sum % 10 === 0
}
