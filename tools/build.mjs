// Builds everything that runs in a browser into src/tandem/_built/, which the wheel ships.
//
//   tag.js                 the tag; tandem serves it as GET /t.js with the site's configuration put in front
//   <page>.js, <page>.css  one pair for each ui/<page>/main.tsx (dashboard, events_manager)
//
// Run by `make build`, and by the wheel's build hook (tools/build_pages.py).
import { build } from 'esbuild'
import { existsSync, readdirSync } from 'node:fs'

const out = 'src/tandem/_built'
const common = { bundle: true, minify: true, legalComments: 'none', logLevel: 'warning', charset: 'utf8' }

await build({
  ...common,
  entryPoints: ['tag/src/main.ts'],
  outfile: `${out}/tag.js`,
  format: 'iife',
  target: 'es2020',
  // Modules are strict by nature, and esbuild has checked them as such: the directive would only weigh.
  tsconfigRaw: { compilerOptions: { alwaysStrict: false } },
})

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
