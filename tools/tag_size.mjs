// Weighs what tag/size.json promises, gzipped: the core, and the core with every part in one bundle, as a site that uses
// everything is served it. Fails when one of them is heavier than it says. Run after `npm run build`.
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { parts } from './bundle.mjs'

const promised = JSON.parse(readFileSync('tag/size.json', 'utf8'))
const built = (part) => readFileSync(`src/tandem/_built/tag${part && `.${part}`}.js`, 'utf8')
const weight = (text) => gzipSync(text, { level: 9 }).length

const core = built('')
const everything = [...parts.map(built), core].join('')
for (const part of parts) {
  const without = [...parts.filter((other) => other !== part).map(built), core].join('')
  console.log(`  ${part}: ${weight(everything) - weight(without)} bytes of the whole, ${weight(built(part))} by itself`)
}
for (const [name, text] of Object.entries({ core, everything })) {
  const { gzip: limit } = promised[name]
  console.log(`${name}: ${weight(text)} of ${limit} bytes, gzipped`)
  if (weight(text) > limit) {
    console.error(`${name} is ${weight(text) - limit} bytes heavier than tag/size.json promises.`)
    process.exitCode = 1
  }
}
