import { attempt } from './attempt.ts'
import type { Jar } from './visit.ts'

const NINETY_DAYS = 7776000

/** The part of a document that cookies need. */
export interface CookiePage {
  cookie: string
  readonly location: { readonly hostname: string; readonly protocol: string }
}

/**
 * The page's cookies, for 90 days, `SameSite=Lax`, `Secure` under HTTPS, for the wanted domain or, where the page lies
 * outside it, for the page's own host. A page that refuses storage has an empty jar that forgets.
 */
export function openJar(page: CookiePage, wanted: string): Jar {
  const { hostname, protocol } = page.location
  const domain = wanted && `.${hostname}`.endsWith(`.${wanted}`) ? wanted : ''
  const secure = protocol === 'https:' ? ';Secure' : ''
  const set = (cookie: string, domain: string) => {
    page.cookie = `${cookie};path=/;SameSite=Lax${secure}${domain && `;domain=${domain}`}`
  }
  return {
    index: subdomainIndex(domain || hostname),
    read: (name) => attempt(() => valuesOf(name, page.cookie)) || [],
    write: (name, value) =>
      void attempt(() => {
        // An older cookie of another domain would be read before ours. Each one written is a question to another process.
        if (page.cookie.includes(name)) for (const other of ['', ...suffixesOf(hostname)]) set(`${name}=;max-age=0`, other)
        if (value) set(`${name}=${value};max-age=${NINETY_DAYS}`, domain)
      }),
  }
}

/** example.com is 1, www.example.com is 2; a host that has no parent (localhost, an IP address) is 1. */
export function subdomainIndex(domain: string): number {
  return /^[\d.]+$|:/.test(domain) ? 1 : domain.split('.').length - 1 || 1
}

/** A cookie may have been set for any of them; the browser itself refuses the public ones. */
function suffixesOf(host: string): string[] {
  return host.split('.').map((_, from, labels) => labels.slice(from).join('.'))
}

function valuesOf(name: string, cookies: string): string[] {
  const pairs = cookies.split('; ').map((pair) => pair.split(`${name}=`))
  return pairs.flatMap(([before, value]) => (!before && value) || [])
}
