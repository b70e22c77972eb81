/**
 * One command before every push: `npm run verify`. Types, lint and format, dead code, secrets, tests (the import arrows and
 * the code in the pages are among them) and the examples; then a table of what held. Exits 1 when anything did not.
 *
 *   node scripts/verify.js [--without-tests]
 */
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const bin = name => join(root, 'node_modules', '.bin', name)
const withoutTests = process.argv.includes('--without-tests')

const examples = readdirSync(join(root, 'examples'))
  .filter(name => /^\d\d-.*\.ts$/.test(name))
  .sort()
  .map(name => ({
    name: `example ${name}`,
    command: process.execPath,
    args: [join(root, 'dist', 'examples', name.replace(/\.ts$/, '.js'))],
  }))

const steps = [
  { name: 'types and build', command: process.execPath, args: [join(root, 'scripts', 'build.js')] },
  {
    name: "types of the console's page",
    command: bin('tsc'),
    args: ['-p', join('coordinator', 'console', 'page')],
  },
  { name: 'lint and format', command: bin('biome'), args: ['check', '--error-on-warnings', '.'] },
  { name: 'dead code', command: bin('knip'), args: [] },
  {
    name: 'no secrets',
    command: process.execPath,
    args: [join(root, 'dist', 'cli', 'main.js'), 'secrets', 'scan', root],
  },
  ...(withoutTests ? [] : [{ name: 'tests', command: bin('ava'), args: [] }]),
  ...examples,
]

/** Runs one step with its output on the terminal; answers its row of the table. */
function run({ name, command, args }) {
  process.stdout.write(`\n== ${name}\n`)
  const startedAt = performance.now()
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit' })
  if (error !== undefined) process.stdout.write(`${error.message}\n`)
  return { name, holds: status === 0, seconds: (performance.now() - startedAt) / 1000 }
}

const rows = steps.map(run)
process.stdout.write('\n')
for (const { name, holds, seconds } of rows)
  process.stdout.write(
    `${holds ? 'holds ' : 'FAILED'}  ${name.padEnd(36)} ${seconds.toFixed(1).padStart(7)} s\n`,
  )
process.exitCode = rows.every(({ holds }) => holds) ? 0 : 1
