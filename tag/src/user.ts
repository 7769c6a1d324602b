import { textOf } from './ids.ts'
import type { Tell } from './moments.ts'

/** Customer data under Meta's keys: clear or SHA-256, as the page gave it. Hashed by the Pixel and by the gateway. */
export type UserData = Record<string, string>

const KEYS = ['em', 'ph', 'fn', 'ln', 'ge', 'db', 'ct', 'st', 'zp', 'country', 'external_id']

/** The known keys that hold something. An empty field is no identity: its hash would be the same for everybody. */
export function userDataIn(given: unknown, tell: Tell): UserData {
  const user: UserData = {}
  for (const [key, value] of Object.entries(Object(given) as object)) {
    const text = textOf(value).trim()
    if (text && KEYS.includes(key)) user[key] = text
    else tell('note', 'identify', key, KEYS)
  }
  return user
}
