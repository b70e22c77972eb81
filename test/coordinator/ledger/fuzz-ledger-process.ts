/**
 * `npm run fuzz:ledger`: many random runs of commands, half on the embedded database and half on PostgreSQL, against the
 * model in memory. A run that differs is shrunk and printed with its seed and path; these play it again.
 *
 *   npm run fuzz:ledger -- [--count 10000] [--seed 1] [--on memory|postgres] [--path "3:1:0"]
 */
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import fc from 'fast-check'
import { openStorage, type Storage } from '../../../coordinator/storage/index.ts'
import { startPostgres } from '../../support/postgres.ts'
import { agree, seen, sequences } from './ledger-runs.ts'

const kinds = ['memory', 'postgres'] as const
type Kind = (typeof kinds)[number]
/** Runs under one seed: the counterexample of one is found again within as many. */
const runsPerSeed = 100

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    on: { type: 'string' },
    path: { type: 'string' },
  },
})

function natural(name: string, text: string): number {
  const value = Number(text)
  if (Number.isSafeInteger(value) && value >= 0) return value
  process.stderr.write(`--${name} is a whole number, not "${text}"\n`)
  process.exit(2)
}

async function playOn(
  storage: Storage,
  kind: Kind,
  count: number,
  seed: number,
  path?: string,
): Promise<boolean> {
  const startedAt = performance.now()
  for (let done = 0; done < count; done += runsPerSeed) {
    const property = fc.asyncProperty(sequences, run => agree(storage, run))
    const numRuns = Math.min(runsPerSeed, count - done)
    const from = seed + done / runsPerSeed
    const result = await fc.check(property, { seed: from, numRuns, ...(path === undefined ? {} : { path }) })
    if (result.failed) {
      const again = `--on ${kind} --seed ${from} --path "${result.counterexamplePath}"`
      process.stderr.write(`BROKEN: ${fc.defaultReportMessage(result) ?? ''}\n  play it again: ${again}\n`)
      return false
    }
    const rate = (done + numRuns) / ((performance.now() - startedAt) / 1000)
    process.stderr.write(
      `${kind}: ${done + numRuns} of ${count} runs, seed ${from}, ${rate.toFixed(1)} a second\n`,
    )
  }
  const seconds = (performance.now() - startedAt) / 1000
  process.stdout.write(
    `${JSON.stringify({ on: kind, runs: count, seconds, answers: Object.fromEntries(seen) })}\n`,
  )
  return true
}

async function play(kind: Kind, count: number, seed: number, path?: string): Promise<boolean> {
  if (kind === 'memory') {
    const storage = await openStorage({ memory: true })
    return playOn(storage, kind, count, seed, path).finally(() => storage.close())
  }
  const server = await startPostgres(line => process.stderr.write(`${line}\n`))
  if (server === null) return true
  try {
    const storage = await openStorage({ postgresUrl: await server.createDatabase() })
    return await playOn(storage, kind, count, seed, path).finally(() => storage.close())
  } finally {
    await server.stop()
  }
}

/** A process for each database, each with its half and its own seeds. */
async function playBoth(count: number, seed: number): Promise<boolean> {
  const half = Math.ceil(count / 2)
  const ends = kinds.map((kind, index) => {
    const args = [
      '--on',
      kind,
      '--count',
      `${half}`,
      '--seed',
      `${seed + index * Math.ceil(half / runsPerSeed)}`,
    ]
    const child = fork(fileURLToPath(import.meta.url), args)
    return new Promise<boolean>(resolve => child.on('exit', code => resolve(code === 0)))
  })
  return (await Promise.all(ends)).every(Boolean)
}

const count = natural('count', values.count)
const seed = natural('seed', values.seed)
const kind = kinds.find(one => one === values.on)
if (values.on !== undefined && kind === undefined) {
  process.stderr.write(`--on is memory or postgres, not "${values.on}"\n`)
  process.exit(2)
}
const isWell = kind === undefined ? await playBoth(count, seed) : await play(kind, count, seed, values.path)
process.exitCode = isWell ? 0 : 1
