/**
 * Fetches the parts that a page turns out to need: `tag.fetch('fields')`, each once. They are scripts of the gateway's, the
 * same for every visitor of every site; to ask for one tells nothing of the visitor that the tag's own file has not told.
 *
 * By `import`, which hands on the page's trust in the tag (a nonce, `strict-dynamic`) and is no sink of Trusted Types.
 */
import type { Part } from '../../src/host.ts'
import { join } from '../join.ts'

/** Milliseconds. */
const PAUSE = 2000

const late: Part = ({ page, settings, tag }) => {
  const { document } = page
  const { parts, seals = {}, soon = [] } = settings
  const asked = new Set<string>()

  /** One that did not come is asked for again when it is needed again, a little later. */
  tag.fetch = (name: string) => {
    const href = `${parts + name}.js`
    const integrity = seals[name]
    if (asked.has(name)) return
    asked.add(name)
    // What a browser has loaded ahead under a seal is what `import` gets, or nothing.
    if (integrity) {
      const sealed = { rel: 'modulepreload', integrity, href }
      document.head.append(Object.assign(document.createElement('link'), sealed))
    }
    import(href).catch(() => setTimeout(() => asked.delete(name), PAUSE))
  }
  soon.forEach(tag.fetch)
}

join(late)
