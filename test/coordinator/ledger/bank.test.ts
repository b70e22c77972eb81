/**
 * Sixteen processes write to one PostgreSQL database and are killed at random. Each starts again and sends the transfer
 * that was not answered once more, under the same key. PARLEY_BANK_STEPS and PARLEY_BANK_SEED make it longer or another.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import anyTest, { type ExecutionContext, type TestFn } from 'ava'
import { createLedger, type Posting } from '../../../coordinator/ledger/index.ts'
import { openStorage, type Storage } from '../../../coordinator/storage/index.ts'
import { useDatabases } from '../../support/databases.ts'
import { label, openMarket, testSealKey } from '../../support/ledger.ts'
import { bankAccounts, bankMove, drawn } from './bank-moves.ts'

const test = anyTest as TestFn
const databases = useDatabases(test)
const ledger = createLedger({ nowMs: () => 1_000 }, testSealKey)
const writerCount = 16
const steps = Number(process.env.PARLEY_BANK_STEPS ?? 6)
const seed = process.env.PARLEY_BANK_SEED ?? 'bank 1'
const startUnits = 60n
const writerProgram = fileURLToPath(new URL('./bank-writer-process.js', import.meta.url))

interface Answer {
  readonly step: number
  readonly outcome: string
}

/** What one writer was answered, and where it was killed. */
interface Diary {
  readonly answers: Map<number, string>
  readonly kills: string[]
}

/** Lives until all steps are answered; every life but the last is ended from outside after a drawn number of answers. */
async function liveOn(url: string, writer: number): Promise<Diary> {
  const diary: Diary = { answers: new Map(), kills: [] }
  for (let life = 0; diary.answers.size < steps; life++) {
    // Each third writer is killed, once in six steps; long runs kill often.
    const isKilled = (writer + life) % 3 === 0 && life < steps / 6
    const lifeSteps = isKilled ? drawn(`${seed} ${writer} ${life} life`, 6) : steps
    await oneLife(url, writer, lifeSteps, diary)
  }
  return diary
}

function oneLife(url: string, writer: number, lifeSteps: number, diary: Diary): Promise<void> {
  const first = diary.answers.size
  const child: ChildProcess = fork(writerProgram, [url, seed, `${writer}`, `${first}`, `${steps}`])
  let answered = 0
  child.on('message', message => {
    const { step, outcome } = message as Answer
    diary.answers.set(step, outcome)
    // The next transfer is under way by now, anywhere between its first statement and its commit.
    if (++answered > lifeSteps && diary.answers.size < steps) {
      diary.kills.push(`writer ${writer} after step ${step}`)
      child.kill('SIGKILL')
    }
  })
  return new Promise((resolve, reject) => {
    child.on('exit', (code, signal) => {
      if (code === 0 || signal === 'SIGKILL') resolve()
      else reject(new Error(`writer ${writer} ended with ${code ?? signal}`))
    })
  })
}

/** What the answered transfers come to. */
function expectedBalances(diaries: readonly Diary[]): Map<string, bigint> {
  const balances = new Map<string, bigint>(bankAccounts.map(account => [account, startUnits]))
  for (const [writer, { answers }] of diaries.entries()) {
    for (const [step, outcome] of answers) {
      if (outcome !== 'recorded') continue
      for (const { account, amountUnits } of bankMove(seed, writer, step).postings as readonly Posting[])
        balances.set(account, balances.get(account)! + amountUnits)
    }
  }
  return balances
}

async function check(t: ExecutionContext, storage: Storage, diaries: readonly Diary[]): Promise<void> {
  const answered = diaries.flatMap(({ answers }, writer) =>
    [...answers].map(([step, outcome]) => ({ outcome, key: bankMove(seed, writer, step).idempotencyKey })),
  )
  t.is(answered.length, writerCount * steps)
  const rows = await storage.db
    .selectFrom('journal')
    .select('idempotency_key')
    .where('kind', '=', 'move')
    .execute()
  const recorded = answered.filter(({ outcome }) => outcome === 'recorded').map(({ key }) => key)
  t.deepEqual(
    rows.map(row => row.idempotency_key).sort(),
    recorded.sort(),
    'answered and written are the same',
  )
  t.deepEqual(
    [...new Set(answered.map(({ outcome }) => outcome))].filter(outcome => outcome !== 'recorded'),
    answered.length === recorded.length ? [] : ['insufficient-funds'],
  )
  const expected = expectedBalances(diaries)
  const { report, found } = await storage.transaction(async tx => ({
    report: await ledger.audit(tx),
    found: await ledger.balances(tx),
  }))
  for (const [account, units] of expected)
    t.is(found.find(balance => balance.account === account)?.postedUnits, units, account)
  t.deepEqual(report.problems, [])
  const supply = report.totals.find(({ asset }) => asset === 'credit')?.supplyUnits
  t.is(supply, startUnits * BigInt(bankAccounts.length))
}

test.serial('sixteen writers that are killed at random lose nothing and pay nothing twice', async t => {
  t.timeout(600_000)
  const url = await databases.postgres()?.createDatabase()
  if (url === undefined) {
    t.log('skipped: no PostgreSQL server is installed')
    return t.pass()
  }
  const storage = await openStorage({ postgresUrl: url, poolSize: 2 })
  try {
    await storage.transaction(async tx => {
      await openMarket(ledger, tx)
      for (const account of bankAccounts)
        await ledger.deposit(tx, { ...label(`start ${account}`), account, amountUnits: startUnits })
    })
    const writers = Array.from({ length: writerCount }, (_, writer) => liveOn(url, writer))
    const diaries = await Promise.all(writers)
    t.log(`seed "${seed}": ${diaries.flatMap(({ kills }) => kills).join(', ')}`)
    t.true(diaries.some(({ kills }) => kills.length > 0))
    await check(t, storage, diaries)
  } finally {
    await storage.close()
  }
})
