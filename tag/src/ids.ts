/** The parameters that a page gives with an event. */
export type Params = Readonly<Record<string, unknown>>

/**
 * The id that both legs of an event carry: the page's own, else the dictionary's template filled from the parameters,
 * else a minted one. A page that is loaded again makes the same id in the first two cases.
 */
export function eventIdOf(given: unknown, template: string | null | undefined, params: Params, mint: () => string): string {
  return usable(given) || (template && filled(template, params)) || mint()
}

/** 128 bits of chance, as four numbers: nobody else has them. (`randomUUID` is missing on pages without HTTPS.) */
export function mintId(source: Pick<Crypto, 'getRandomValues'>): string {
  return source.getRandomValues(new Uint32Array(4)).join('-')
}

function filled(template: string, params: Params): string {
  let whole = true
  const id = template.replace(/\{(\w+)\}/g, (_, field: string) => {
    const value = textOf(params[field])
    whole = whole && value.trim() !== ''
    return value
  })
  return whole ? usable(id) : ''
}

/** Printable, 1 to 128 characters, no white space at either end; empty when it cannot be that. */
function usable(given: unknown): string {
  const id = textOf(given).trim()
  return /^[^\x00-\x1f\x7f]{1,128}$/.test(id) ? id : ''
}

/** Ids are strings: leading zeros count, and a number that JavaScript cannot hold exactly is nobody's order. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  return Number.isSafeInteger(value) ? `${value}` : ''
}
