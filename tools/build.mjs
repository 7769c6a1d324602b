// Builds everything that runs in a browser into src/tandem/_built/, which the wheel ships.
//
//   tag.js                 the tag's core
//   tag.<part>.js          one for each tag/parts/<part>/main.ts
//   tag.cmp.<name>.js      one for each consent platform in tag/parts/cmp/adapters
//   tag.frame.js           tag/frame.js without what is said of it: how tandem puts settings, parts and core together
//   npm/                   the package tandem-tag, for a page that bundles the tag itself
//   <page>.js, <page>.css  one pair for each ui/<page>/main.tsx (dashboard, events_manager)
//
// Run by `make build`, and by the wheel's build hook (tools/build_pages.py).
import { build } from 'esbuild'
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { NPM, adapters, entryOf, parts, script } from './bundle.mjs'

const out = 'src/tandem/_built'
const common = { bundle: true, minify: true, legalComments: 'none', logLevel: 'warning', charset: 'utf8' }

await Promise.all(
  ['', ...parts, ...adapters].map(async (part) => writeFileSync(`${out}/tag${part && `.${part}`}.js`, await script(entryOf(part)))),
)
writeFileSync(`${out}/tag.frame.js`, readFileSync('tag/frame.js', 'utf8').replace(/^\/\/ .*\n/gm, ''))

// In a bundle nobody puts a stub before the parts; and on a server, where pages are prepared, there is nothing to join.
const STUB = 'window.tandem||=function(){(tandem.q||=[]).push(arguments)}'
mkdirSync(`${out}/npm/parts`, { recursive: true })
writeFileSync(`${out}/npm/index.js`, await script(NPM, 'esm'))
copyFileSync('tag/npm/tandem.d.ts', `${out}/npm/index.d.ts`)
copyFileSync('tag/npm/package.json', `${out}/npm/package.json`)
const late = readFileSync(`${out}/tag.late.js`, 'utf8')
for (const part of [...parts, ...adapters]) {
  const joining = readFileSync(`${out}/tag.${part}.js`, 'utf8')
  // What fetches further parts brings along how.
  const whole = /\.fetch\(/.test(joining) ? `${late};${joining}` : joining
  writeFileSync(`${out}/npm/parts/${part}.js`, `if(typeof window!="undefined"){${STUB};${whole}}\n`)
}

const pages = readdirSync('ui').filter((name) => existsSync(`ui/${name}/main.tsx`))
await Promise.all(
  pages.map((page) =>
    build({
      ...common,
      entryPoints: [`ui/${page}/main.tsx`],
      outfile: `${out}/${page}.js`,
      format: 'esm',
      target: 'es2022',
      jsx: 'automatic',
      jsxImportSource: 'preact',
    }),
  ),
)
