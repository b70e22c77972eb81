/**
 * Builds the optional addons into dist/ where a C compiler and Node's own headers are at hand, without a download. Anything
 * that stands in the way is one line of text and no failure: WebAssembly and `node:crypto` do the same work.
 *
 *   node scripts/build-native.js [--force]
 */
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** Where each addon's sources lie, what it is called, and what does its work where it is missing. */
const addons = [
  { folder: 'aggregation/expansion/native', name: 'mask_expansion', instead: 'WebAssembly' },
  { folder: 'aggregation/crypto/native', name: 'key_agreement', instead: 'node:crypto' },
]

const limitMs = 120_000

function targetOf({ folder, name }) {
  return join(root, 'dist', folder, `${name}.node`)
}

function isUpToDate(addon) {
  const target = targetOf(addon)
  if (process.argv.includes('--force') || !existsSync(target)) return false
  const built = statSync(target).mtimeMs
  const folder = join(root, addon.folder)
  return readdirSync(folder).every(name => statSync(join(folder, name)).mtimeMs <= built)
}

/** Where Node keeps its headers: beside the binary, or where npm was told. */
function headerFolder() {
  const prefix = dirname(dirname(process.execPath))
  return [process.env.npm_config_nodedir, prefix].find(
    place => place !== undefined && existsSync(join(place, 'include', 'node', 'node_api.h')),
  )
}

function skip(addon, why) {
  rmSync(targetOf(addon), { force: true })
  console.log(`${addon.name}: no native addon (${why}); ${addon.instead} is used instead`)
}

function build(addon) {
  const headers = headerFolder()
  if (headers === undefined) return skip(addon, "Node's headers are not installed")
  const folder = join(root, addon.folder)
  const gyp = createRequire(import.meta.url).resolve('node-gyp/bin/node-gyp.js')
  const args = [gyp, 'rebuild', `--nodedir=${headers}`, '--loglevel=error']
  const run = spawnSync(process.execPath, args, { cwd: folder, encoding: 'utf8', timeout: limitMs })
  const built = join(folder, 'build', 'Release', `${addon.name}.node`)
  if (run.status !== 0 || !existsSync(built)) return skip(addon, lastLine(run.stderr) ?? 'node-gyp failed')
  const target = targetOf(addon)
  mkdirSync(dirname(target), { recursive: true })
  copyFileSync(built, target)
  rmSync(join(folder, 'build'), { recursive: true })
  console.log(`${addon.name}: native addon built`)
}

function lastLine(text) {
  return text
    ?.split('\n')
    .filter(line => /not found|error/i.test(line))
    .at(-1)
    ?.trim()
}

for (const addon of addons) {
  if (isUpToDate(addon)) continue
  try {
    build(addon)
  } catch (error) {
    skip(addon, error.message)
  }
}
