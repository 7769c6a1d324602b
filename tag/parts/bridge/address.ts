/** Where a reference stands in an address or a query. */
export function placeOf(name: string): RegExp {
  return RegExp(`([?&])${name}=([\\w-]{22,64})(&|(?=#|$))`)
}

/** Takes the reference out, and leaves the rest as it is written. */
export function without(text: string, place: RegExp): string {
  return text.replace(place, (_, before, _reference, after) => (after ? before : ''))
}

/** Whether a host is one of the domains, or lies beneath one. */
export function isUnder(host: string, domains: readonly string[]): boolean {
  return domains.some((domain) => `.${host}`.endsWith(`.${domain}`))
}

/** 130 bits of chance in 26 letters and digits. */
export function mintReference(source: Pick<Crypto, 'getRandomValues'>): string {
  return Array.from(source.getRandomValues(new Uint8Array(26)), (byte) => (byte & 31).toString(32)).join('')
}
