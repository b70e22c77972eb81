/**
 * `npm run fuzz:requests`: requests that nobody's client sends, against a real door. With `--only` one case alone, as it was.
 *
 *   npm run fuzz:requests -- [--count 100000] [--seed parley] [--from 0] [--only 4711]
 */
import { parseArgs } from 'node:util'
import { openRequestStage } from './request-stage.ts'
import { openTally, playCase } from './requests.ts'

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '100000' },
    from: { type: 'string', default: '0' },
    seed: { type: 'string', default: 'parley' },
    only: { type: 'string' },
  },
})
const from = Number(values.only ?? values.from)
const count = values.only === undefined ? Number(values.count) : 1
if (!Number.isSafeInteger(from) || !Number.isSafeInteger(count) || from < 0) {
  process.stderr.write('--from, --count and --only are whole numbers\n')
  process.exit(2)
}

const { seed } = values
process.stderr.write(`seed ${seed}\n`)
const startedAt = performance.now()
const stage = await openRequestStage(seed)
const tally = openTally()
const thirds: number[] = []
for (let done = 0; done < count; done++) {
  await playCase(stage, seed, from + done, tally)
  // What the first cases load and remember for good is there by then.
  if (done > 0 && (done + 1) % Math.ceil(count / 3) === 0) remember()
  if ((done + 1) % 10_000 === 0) process.stderr.write(`${done + 1} cases, ${tally.faults.length} faults\n`)
}
if (thirds.length < 3) remember()
await stage.close()
const { faults, strangersTold, ...counts } = tally
for (const fault of faults.slice(0, 100)) process.stderr.write(`${fault}\n`)
const mostGrown = 16
const grownMiB = thirds.at(-1)! - thirds[0]!
const report = {
  ...{ seed, cases: count, ...counts, faults: faults.length },
  strangersTold: [...strangersTold],
  ...{ heapMiBAtThirds: thirds, grownMiB, seconds: Math.round((performance.now() - startedAt) / 1000) },
}
process.stdout.write(`${JSON.stringify(report)}\n`)
process.exitCode = faults.length === 0 && strangersTold.size <= 1 && grownMiB <= mostGrown ? 0 : 1

/** Live memory, where the collector can be called (node --expose-gc). */
function remember(): void {
  globalThis.gc?.()
  thirds.push(Math.round((process.memoryUsage().heapUsed / 2 ** 20) * 10) / 10)
}
