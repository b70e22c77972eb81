/**
 * Builds dist/: compiles the TypeScript, copies what the code reads beside itself, sees that every method says who may
 * call it, makes the WebAssembly module and, where it can, the native addon of mask expansion, bundles the console's
 * page, makes the empty database.
 * A compiled file finds its assets at the same relative path as its source did.
 */
import { execFileSync } from 'node:child_process'
import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, extname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const out = join(root, 'dist')
const sources = [
  'aggregation',
  'protos',
  'verifier',
  'learning',
  'client',
  'coordinator',
  'cli',
  'simulator',
  'examples',
  'test',
]
/** The page's sources are bundled, not copied. */
const consolePage = join('coordinator', 'console', 'page')
const assets = new Set(['.proto', '.sql', '.json', '.css', '.html', '.svg', '.csv', '.yaml', '.wasm', '.py'])

/** Every file below `folder`, as paths relative to the root. */
function filesBelow(folder) {
  if (!existsSync(join(root, folder))) return []
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : filesBelow(path)
    return [path]
  })
}

/** Removes compiled files whose source is gone: an old test must not pass for ever. */
function sweep(folder) {
  for (const path of filesBelow(join('dist', folder))) {
    const source = path.slice('dist/'.length).replace(/\.js(\.map)?$/, '.ts')
    if (/\.js(\.map)?$/.test(path) && !existsSync(join(root, source)) && !isBundle(source))
      rmSync(join(root, path))
  }
}

/** The page of the console is bundled by its own script and has no source file of the same name. */
function isBundle(source) {
  return source.startsWith(join('coordinator', 'console', 'assets'))
}

function compile() {
  const typescript = dirname(createRequire(import.meta.url).resolve('typescript/package.json'))
  execFileSync(process.execPath, [join(typescript, 'bin', 'tsc'), '-p', root], {
    stdio: 'inherit',
    cwd: root,
  })
}

function copyAssets() {
  for (const path of sources.flatMap(filesBelow)) {
    if (!assets.has(extname(path)) || path.startsWith(consolePage)) continue
    mkdirSync(join(out, dirname(path)), { recursive: true })
    copyFileSync(join(root, path), join(out, path))
  }
}

/** Loads the operations, which throws where a .proto file leaves it open who may call a method. */
async function checkAccess() {
  await import(pathToFileURL(join(out, 'protos', 'operations.js')).href)
}

function runScript(name) {
  execFileSync(process.execPath, [join(root, 'scripts', name)], { stdio: 'inherit', cwd: root })
}

for (const folder of sources) sweep(folder)
copyAssets()
try {
  compile()
  await checkAccess()
  runScript('build-wasm.js')
  runScript('build-native.js')
  runScript('build-console.js')
  runScript('build-cluster.js')
  for (const room of ['cli', 'verifier']) {
    const binary = join(out, room, 'main.js')
    if (existsSync(binary)) chmodSync(binary, 0o755)
  }
} catch (error) {
  // The compiler and the bundler have said what is wrong; their exit status is all that is left to pass on.
  if (error?.name === 'AccessError') process.stderr.write(`${error.message}\n`)
  else if (typeof error?.status !== 'number') throw error
  process.exitCode = error.status ?? 1
}
