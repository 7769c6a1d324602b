// Weighs what tag/size.json promises, gzipped: the core, and the core in one bundle with every part that a visitor can be
// served (not those that show a developer what the tag does) where a site reads one consent platform, the heaviest, and
// where it looks for all of them. Fails when one of them is heavier than it says. Run after `npm run build`.
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { adapters, parts } from './bundle.mjs'

const promised = JSON.parse(readFileSync('tag/size.json', 'utf8'))
const built = (part) => readFileSync(`src/tandem/_built/tag${part && `.${part}`}.js`, 'utf8')
const weight = (text) => gzipSync(text, { level: 9 }).length

const core = built('')
const whole = (names) => [...names.map(built), core].join('')
const heaviest = adapters.reduce((one, other) => (weight(built(other)) > weight(built(one)) ? other : one))
const { apart, developer } = promised
const ordinary = (part) => !developer.parts.includes(part) && !(part in apart.parts)
const served = [...parts.filter(ordinary), heaviest]
const everything = whole(served)
for (const part of [...parts, ...adapters]) {
  const others = [...served.filter((other) => other !== part), ...(served.includes(part) ? [] : [part])]
  const share = Math.abs(weight(everything) - weight(whole(others)))
  console.log(`  ${part}: ${share} bytes of the whole, ${weight(built(part))} by itself${served.includes(part) ? '' : ' (not counted)'}`)
}
for (const [part, limit] of Object.entries(apart.parts)) {
  const share = weight(whole([part, ...served])) - weight(everything)
  if (share > limit) throw new Error(`${part} adds ${share} bytes, tag/size.json promises ${limit}.`)
}
const with_auto = whole([...new Set([...served, ...adapters])])
for (const [name, text] of Object.entries({ core, everything, with_auto })) {
  const { gzip: limit } = promised[name]
  console.log(`${name}: ${weight(text)} of ${limit} bytes, gzipped`)
  if (weight(text) > limit) {
    console.error(`${name} is ${weight(text) - limit} bytes heavier than tag/size.json promises.`)
    process.exitCode = 1
  }
}
