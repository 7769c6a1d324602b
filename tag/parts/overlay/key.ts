/** Whether this is the key whose SHA-256 the settings hold. Never where the browser cannot hash: a page without HTTPS. */
export async function isKey(typed: string, hash: string, subtle: SubtleCrypto | undefined): Promise<boolean> {
  if (!subtle) return false
  const digest = new Uint8Array(await subtle.digest('SHA-256', new TextEncoder().encode(typed.trim())))
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('') === hash.toLowerCase()
}
