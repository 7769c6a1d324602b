// Weighs what tag/size.json promises, gzipped, and fails when a file is heavier than it says. Run after `npm run build`.
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const promised = JSON.parse(readFileSync('tag/size.json', 'utf8'))

for (const [file, { gzip: limit }] of Object.entries(promised)) {
  const weight = gzipSync(readFileSync(file), { level: 9 }).length
  console.log(`${file}: ${weight} of ${limit} bytes, gzipped`)
  if (weight > limit) {
    console.error(`${file} is ${weight - limit} bytes heavier than tag/size.json promises.`)
    process.exitCode = 1
  }
}
