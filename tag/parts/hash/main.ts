/** Customer data is hashed before Meta's Pixel is told of it. The gateway is told in clear, over TLS, and hashes itself. */
import type { Part } from '../../src/host.ts'
import type { UserData } from '../../src/user.ts'
import { join } from '../join.ts'
import { normalOf } from './normal.ts'

const hash: Part = ({ page, tag, veil }) => {
  /** What has been hashed so far, by normal form: the browser hashes in its own time, an event does not wait. */
  const digests: Record<string, string> = {}

  async function digest(normal: string): Promise<void> {
    const bytes = await page.crypto.subtle.digest('SHA-256', new TextEncoder().encode(normal))
    digests[normal] = [...new Uint8Array(bytes)].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  }

  veil((user) => {
    const told: UserData = {}
    const missing: string[] = []
    for (const [key, value] of Object.entries(user)) {
      const hashed = /^[0-9a-f]{64}$/i.test(value)
      const normal = hashed ? value : normalOf(key, value, user.country)
      const found = hashed ? value.toLowerCase() : digests[normal!]
      if (found) told[key] = found
      else if (normal) missing.push(normal)
    }
    // All at once: what the Pixel is told of a visitor it takes once. Outside of https there is no hashing, nor telling.
    if (!missing[0]) return told
    Promise.all(missing.map(digest)).then(() => tag.identify({}), () => {})
    return {}
  })
  // What is known already was kept from the Pixel until now.
  tag.identify({})
}

join(hash)
