/** The demonstration as a stranger runs it: the real binary, real processes, real digits. The longest test there is. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import test, { type ExecutionContext } from 'ava'

const binary = fileURLToPath(new URL('../../cli/main.js', import.meta.url))

interface HolderResult {
  readonly holder: string
  readonly part: 'honest' | 'free-rider' | 'bad-labels'
  readonly examples: number
  readonly baseUnits: string
  readonly qualityUnits: string
  readonly share: number
  readonly score: { readonly value: number; readonly low: number; readonly high: number } | null
  readonly reason: string
}

interface DemoResult {
  readonly holders: number
  readonly roundsCompleted: number
  readonly dropouts: readonly { readonly holder: string; readonly round: number; readonly stage: string }[]
  readonly accuracy: number
  readonly localAccuracyMean: number
  readonly elapsedSeconds: number
  readonly uploadBytesPerRound: number
  readonly ledger: Readonly<Record<'escrowed' | 'paid' | 'refunded' | 'fees', string>> & { balanced: boolean }
  readonly contribution: {
    readonly resolution: string
    readonly testedRounds: number
    readonly qualityUnits: string
    readonly evaluatorUnits: string
    readonly holders: readonly HolderResult[]
  }
  readonly receipts: { readonly issued: number; readonly verified: number }
  readonly consoleUrl: string
}

async function runDemo(args: readonly string[]) {
  const folder = await mkdtemp(path.join(tmpdir(), 'parley-demo-'))
  const root = path.join(folder, 'demo')
  const child = spawn(process.execPath, [binary, 'demo', '--json', '--dir', root, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let [stdout, story] = ['', '']
  child.stdout.on('data', data => {
    stdout += data
  })
  child.stderr.on('data', data => {
    story += data
  })
  const [code] = await once(child, 'close')
  const page = await readFile(path.join(root, 'results.html'), 'utf8').catch(() => '')
  const kept = await readFile(path.join(root, 'results.json'), 'utf8').catch(() => '')
  await rm(folder, { recursive: true, force: true })
  return { code, stdout, story, page, kept }
}

const units = ({ paid, refunded, fees }: DemoResult['ledger']) =>
  BigInt(paid) + BigInt(refunded) + BigInt(fees)

test('seven hospitals are paid by what they contributed, over two deaths and one of the coordinator, and the books balance', async t => {
  t.timeout(900_000)
  const { code, stdout, story, page, kept } = await runDemo(['--kill-coordinator', '4'])
  t.is(code, 0, story)
  const result = JSON.parse(stdout) as DemoResult
  t.deepEqual(Object.keys(result), [
    'holders',
    'roundsCompleted',
    'dropouts',
    'accuracy',
    'localAccuracyMean',
    'elapsedSeconds',
    'uploadBytesPerRound',
    'ledger',
    'contribution',
    'receipts',
    'consoleUrl',
  ])
  t.is(result.holders, 7)
  t.true(result.roundsCompleted >= 25)
  const drilled = result.dropouts.map(({ round, stage }) => `${round} ${stage}`)
  t.true(drilled.includes('8 input'), drilled.join())
  t.true(drilled.includes('11 survivors'), drilled.join())
  t.true(result.accuracy >= 0.8, `${result.accuracy}`)
  t.true(result.localAccuracyMean < result.accuracy)
  t.is(result.ledger.escrowed, '1000000')
  t.is(units(result.ledger), 1_000_000n)
  t.true(result.ledger.balanced)
  t.is(result.receipts.verified, result.receipts.issued)
  t.true(result.receipts.issued >= 6 * result.roundsCompleted)
  // 25,450 values and the weight's limbs, three bytes each, from six or seven holders.
  t.true(result.uploadBytesPerRound > 6 * 76_350 && result.uploadBytesPerRound < 7 * 76_700)
  contributionHolds(t, result)
  t.regex(story, /coordinator is killed \(SIGKILL\)/)
  t.is(kept.trim(), stdout.trim())
  t.regex(page, /<svg[^>]+Scores with intervals of 95 %/)
  t.regex(page, /Declared 1,100 digits, trained on none, sent updates of zeros/)
  t.notRegex(page, /<script|src=|href=/)
})

function contributionHolds(t: ExecutionContext, { contribution }: DemoResult): void {
  const { resolution, qualityUnits, holders } = contribution
  t.is(resolution, 'full')
  const of = (part: HolderResult['part']) => holders.filter(holder => holder.part === part)
  const [free] = of('free-rider')
  const [bad] = of('bad-labels')
  const told = JSON.stringify(contribution)
  t.true(100n * BigInt(free!.qualityUnits) <= BigInt(qualityUnits), told)
  t.true(bad!.score!.high < 0, told)
  for (const honest of of('honest')) {
    t.true(BigInt(honest.qualityUnits) > BigInt(bad!.qualityUnits), told)
    t.regex(honest.reason, /came out better with it/)
  }
  // What is declared is paid for as base pay, whatever it was worth.
  for (const honest of of('honest')) t.true(BigInt(free!.baseUnits) > BigInt(honest.baseUnits), told)
  const paid = holders.reduce((sum, holder) => sum + BigInt(holder.qualityUnits), 0n)
  t.is(paid, BigInt(qualityUnits))
  // 35 % of the price, less the fee of 2 %.
  t.is(qualityUnits, '343000')
}
