export type Values = Record<string, any>

export function isObject(value: unknown): value is Values {
  return Object.prototype.toString.call(value) === '[object Object]'
}

/**
 * As Google Tag Manager merges what is pushed: objects grow together, anything else takes the place of what was there.
 * Only a list that is told anew is taken as it stands: its items do not mix with those of an earlier one.
 */
export function merge(into: Values, from: Values): Values {
  for (const [key, value] of Object.entries(from)) {
    into[key] = isObject(value) ? merge(isObject(into[key]) ? into[key] : Object.create(null), value) : value
  }
  return into
}
