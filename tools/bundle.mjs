// How the tag's core and its parts become the files that browsers are served: bundled by esbuild, then once more made
// smaller by terser, which knows that the bundle is alone in its scope.
import { build } from 'esbuild'
import { existsSync, readdirSync } from 'node:fs'
import { minify } from 'terser'

const PARTS = 'tag/parts'

/** Where the package begins that a page may bundle itself. */
export const NPM = 'tag/npm/index.ts'

/** Names that only the core's own files call each other by: none of a browser's, of the wire's, or that a part uses. */
const INTERNAL = /^(deliver|hurry|discard|isNew|carry|revoke|forget|report|put|begin|open|pass|shut|start|seen)$/

/** The names of all parts: each has a folder with a main.ts. */
export const parts = readdirSync(PARTS)
  .filter((name) => existsSync(`${PARTS}/${name}/main.ts`))
  .sort()

/** Consent platforms have an adapter each, of which a site is served those it names: `cmp.tcf`. */
export const adapters = readdirSync(`${PARTS}/cmp/adapters`)
  .map((file) => `cmp.${file.replace(/\.ts$/, '')}`)
  .sort()

/** Where a part, an adapter of one, or the core begins. */
export function entryOf(part) {
  const [name, adapter] = part.split('.')
  if (adapter) return `${PARTS}/${name}/adapters/${adapter}.ts`
  return part ? `${PARTS}/${part}/main.ts` : 'tag/src/main.ts'
}

/** One entry as a script of its own: text. */
export async function script(entry, format = 'iife') {
  const core = entry === entryOf('') || entry === NPM
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    // Names and white space are terser's to shorten: it does so once, over the whole bundle.
    minifySyntax: true,
    legalComments: 'none',
    logLevel: 'warning',
    charset: 'utf8',
    format,
    target: 'es2020',
    // Modules are strict by nature, and esbuild has checked them as such: the directive would only weigh.
    tsconfigRaw: { compilerOptions: { alwaysStrict: false } },
    ...(core && { mangleProps: INTERNAL }),
  })
  const { code } = await minify(outputFiles[0].text, {
    ecma: 2020,
    module: format === 'esm',
    compress: { passes: 5, unsafe_arrows: true, unsafe_methods: true, pure_getters: true },
    format: { ascii_only: false },
  })
  return code
}
