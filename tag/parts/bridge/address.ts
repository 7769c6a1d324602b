/** Takes the reference out of an address or a query, and leaves the rest as it is written. */
export function without(text: string, name: string): string {
  return text.replace(RegExp(`([?&])${name}=[\\w-]*(&|(?=#|$))`), (_, before, after) => (after ? before : ''))
}

/** The reference in a query; nothing if there is none. */
export function referenceIn(query: string, name: string): string | undefined {
  return RegExp(`[?&]${name}=([\\w-]{22,64})(?=&|$)`).exec(query)?.[1]
}

/** A query with the reference, in the place of any other. */
export function withReference(query: string, name: string, reference: string): string {
  const rest = without(query, name)
  return `${rest && rest !== '?' ? `${rest}&` : '?'}${name}=${reference}`
}

/** Whether a host is one of the domains, or lies beneath one. */
export function isUnder(host: string, domains: readonly string[]): boolean {
  return domains.some((domain) => `.${host}`.endsWith(`.${domain}`))
}

/** 130 bits of chance in 26 letters and digits. */
export function mintReference(source: Pick<Crypto, 'getRandomValues'>): string {
  return Array.from(source.getRandomValues(new Uint8Array(26)), (byte) => (byte & 31).toString(32)).join('')
}
