/**
 * Makes the Python environment that the second implementation and the Python baselines run in, with the versions that
 * their requirements pin, in node_modules/.cache/parley-python. Does nothing when it is there and up to date. Exits 0
 * also when it cannot be made: what needs it says so and is left out.
 *
 *   node scripts/python-environment.js
 */
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const folder = join(root, 'node_modules', '.cache', 'parley-python')
const stamp = join(folder, 'requirements.txt')
const files = ['test/reference/requirements.txt', 'test/benchmarks/peers/requirements.txt']
  .map(path => join(root, path))
  .filter(existsSync)
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
