import { script, entryOf } from './tools/bundle.mjs'
for (const p of process.argv.slice(2)) console.log(p, '\n', await script(entryOf(p)))
