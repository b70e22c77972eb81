/**
 * `npm run fuzz:market`: many bounties walked at random through the real driver, over a database in a folder (closed and opened
 * again on the way), or over PostgreSQL. A broken law is printed with its seed; `--seed` plays that one again.
 *
 *   npm run fuzz:market -- [--bounties 2000] [--from 0] [--steps 24] [--seed "bounty 17"] [--memory] [--postgres URL]
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openHouse } from './market-house.ts'
import { type Expected, playBounty, type WalkTally } from './market-play.ts'

const auditEvery = 100

const { values } = parseArgs({
  options: {
    bounties: { type: 'string', default: '2000' },
    from: { type: 'string', default: '0' },
    steps: { type: 'string', default: '24' },
    seed: { type: 'string' },
    memory: { type: 'boolean', default: false },
    postgres: { type: 'string' },
  },
})

function natural(name: 'bounties' | 'from' | 'steps'): number {
  const value = Number(values[name])
  if (Number.isSafeInteger(value) && value >= 0) return value
  process.stderr.write(`--${name} is a whole number, not "${values[name]}"\n`)
  process.exit(2)
}

const [bounties, from, steps] = [natural('bounties'), natural('from'), natural('steps')]
const folder = await mkdtemp(join(tmpdir(), 'parley-fuzz-market-'))
const house = await openHouse(
  values.postgres !== undefined
    ? { postgresUrl: values.postgres }
    : values.memory
      ? { memory: true }
      : { dataDir: folder },
)
const seeds =
  values.seed === undefined ? Array.from({ length: bounties }, (_, i) => `bounty ${from + i}`) : [values.seed]
const startedAt = performance.now()
const seconds = () => (performance.now() - startedAt) / 1000
const expected: Expected = new Map()
const ends: Record<string, number> = {}
const sums: Record<string, number> = {}

function add({ end, ...counts }: WalkTally): void {
  ends[end] = (ends[end] ?? 0) + 1
  for (const [name, count] of Object.entries(counts)) sums[name] = (sums[name] ?? 0) + count
}

async function audit(): Promise<void> {
  const { problems } = await house.storage().transaction(tx => house.ledger.audit(tx))
  if (problems.length > 0) throw new Error(`the books do not add up: ${JSON.stringify(problems[0])}`)
}

let broken = 0
for (const [i, seed] of seeds.entries()) {
  try {
    add(await playBounty(house, seed, expected, steps))
    if (i % auditEvery === auditEvery - 1 || i === seeds.length - 1) await audit()
  } catch (error) {
    broken++
    process.stderr.write(`\nBROKEN: ${(error as Error).message}\n`)
    if (values.seed !== undefined) process.stderr.write(`${(error as Error).stack}\n`)
    // What the books hold is no longer what was expected of them.
    break
  }
  if (i % 20 === 19)
    process.stderr.write(
      `${i + 1} of ${seeds.length} bounties, ${((i + 1) / seconds()).toFixed(1)} a second\n`,
    )
}
await house.close()
await rm(folder, { recursive: true, force: true })
process.stdout.write(
  `${JSON.stringify({ from, bounties: seeds.length, ends, ...sums, struck: house.struck, broken, seconds: seconds() })}\n`,
)
process.exitCode = broken === 0 ? 0 : 1
