// Runs tag/test/*.test.ts under Node's own test runner. Node 20 reads no TypeScript, so each file is bundled first.
// Arguments go to the runner: `node tools/test_tag.mjs --test-name-pattern fbclid`.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'

const tests = readdirSync('tag/test').filter((name) => name.endsWith('.test.ts'))
const out = mkdtempSync(join(tmpdir(), 'tag-test-'))
try {
  await build({
    entryPoints: tests.map((name) => `tag/test/${name}`),
    outdir: out,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    sourcemap: 'inline',
    logLevel: 'warning',
  })
  const built = tests.map((name) => join(out, name.replace(/\.ts$/, '.mjs')))
  const run = spawnSync(process.execPath, ['--enable-source-maps', '--test', ...process.argv.slice(2), ...built], { stdio: 'inherit' })
  process.exitCode = run.status ?? 1
} finally {
  rmSync(out, { recursive: true })
}
