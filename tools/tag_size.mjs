// Weighs what tag/size.json promises, gzipped: the core, and the core in one bundle with every part that a visitor can be
// served (not those that show a developer what the tag does). Fails when one of them is heavier than it says. Run after
// `npm run build`.
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { parts } from './bundle.mjs'

const promised = JSON.parse(readFileSync('tag/size.json', 'utf8'))
const built = (part) => readFileSync(`src/tandem/_built/tag${part && `.${part}`}.js`, 'utf8')
const weight = (text) => gzipSync(text, { level: 9 }).length

const core = built('')
const served = parts.filter((part) => !promised.developer.parts.includes(part))
const everything = [...served.map(built), core].join('')
for (const part of parts) {
  const others = [...served.filter((other) => other !== part), ...(served.includes(part) ? [] : [part])].map(built)
  const share = Math.abs(weight(everything) - weight([...others, core].join('')))
  console.log(`  ${part}: ${share} bytes of the whole, ${weight(built(part))} by itself${served.includes(part) ? '' : ' (not counted)'}`)
}
for (const [name, text] of Object.entries({ core, everything })) {
  const { gzip: limit } = promised[name]
  console.log(`${name}: ${weight(text)} of ${limit} bytes, gzipped`)
  if (weight(text) > limit) {
    console.error(`${name} is ${weight(text) - limit} bytes heavier than tag/size.json promises.`)
    process.exitCode = 1
  }
}
