/**
 * Makes the Python environment that the second implementation and the Python baselines run in, with the versions that
 * their requirements pin, in node_modules/.cache/parley-python; with `flower`, the one of Flower itself, which only the
 * benchmark uses, in node_modules/.cache/parley-flower. Does nothing when it is there and up to date. Exits 0 also when it
 * cannot be made: what needs it says so and is left out.
 *
 *   node scripts/python-environment.js [flower]
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const environments = {
  python: ['test/reference/requirements.txt', 'test/benchmarks/peers/requirements.txt'],
  flower: ['test/benchmarks/peers/requirements-flower.txt'],
}
const name = process.argv[2] ?? 'python'
if (!Object.hasOwn(environments, name)) {
  process.stderr.write(
    `there is no environment "${name}"; there are ${Object.keys(environments).join(', ')}\n`,
  )
  process.exit(2)
}
const folder = join(root, 'node_modules', '.cache', `parley-${name}`)
const stamp = join(folder, 'requirements.txt')
const files = environments[name].map(path => join(root, path)).filter(existsSync)
const wanted = files.map(path => readFileSync(path, 'utf8')).join('')

function run(command, args) {
  const { status, error } = spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  if (error !== undefined) process.stderr.write(`${error.message}\n`)
  return status === 0
}

function make() {
  const python = join(folder, 'bin', 'python')
  const requirements = files.flatMap(path => ['-r', path])
  const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...requirements]
  if (!run('python3', ['-m', 'venv', '--clear', folder]) || !run(python, install)) return false
  writeFileSync(stamp, wanted)
  return true
}

if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted)
  process.stdout.write(`${folder} is up to date\n`)
else if (make()) process.stdout.write(`${folder} is ready\n`)
else process.stdout.write('no Python environment: what compares with Python will be skipped\n')
