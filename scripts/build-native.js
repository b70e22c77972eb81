/**
 * Builds the optional addon of mask expansion into dist/ where a C compiler and Node's own headers are at hand, without a
 * download. Anything that stands in the way is one line of text and no failure: WebAssembly does the same work.
 *
 *   node scripts/build-native.js [--force]
 */
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const folder = join(root, 'aggregation', 'expansion', 'native')
const target = join(root, 'dist', 'aggregation', 'expansion', 'native', 'mask_expansion.node')
const sources = readdirSync(folder).map(name => join(folder, name))

const limitMs = 120_000

function isUpToDate() {
  if (process.argv.includes('--force') || !existsSync(target)) return false
  const built = statSync(target).mtimeMs
  return sources.every(source => statSync(source).mtimeMs <= built)
}

/** Where Node keeps its headers: beside the binary, or where npm was told. */
function headerFolder() {
  const prefix = dirname(dirname(process.execPath))
  return [process.env.npm_config_nodedir, prefix].find(
    place => place !== undefined && existsSync(join(place, 'include', 'node', 'node_api.h')),
  )
}

function skip(why) {
  rmSync(target, { force: true })
  console.log(`mask expansion: no native addon (${why}); WebAssembly is used instead`)
}

function build() {
  const headers = headerFolder()
  if (headers === undefined) return skip("Node's headers are not installed")
  const gyp = createRequire(import.meta.url).resolve('node-gyp/bin/node-gyp.js')
  const args = [gyp, 'rebuild', `--nodedir=${headers}`, '--loglevel=error']
  const run = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', timeout: limitMs })
  const built = join(folder, 'build', 'Release', 'mask_expansion.node')
  if (run.status !== 0 || !existsSync(built)) return skip(lastLine(run.stderr) ?? 'node-gyp failed')
  mkdirSync(dirname(target), { recursive: true })
  copyFileSync(built, target)
  rmSync(join(folder, 'build'), { recursive: true })
  console.log('mask expansion: native addon built')
}

function lastLine(text) {
  return text
    ?.split('\n')
    .filter(line => /not found|error/i.test(line))
    .at(-1)
    ?.trim()
}

if (!isUpToDate()) {
  try {
    build()
  } catch (error) {
    skip(error.message)
  }
}
