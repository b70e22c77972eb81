import anyTest, { type ExecutionContext, type TestFn } from 'ava'
import { createLedger, type Ledger, type Posting } from '../../../coordinator/ledger/index.ts'
import { openStorage, type Storage } from '../../../coordinator/storage/index.ts'
import { useDatabases } from '../../support/databases.ts'
import { label, openMarket, testSealKey } from '../../support/ledger.ts'

const test = anyTest as TestFn
const databases = useDatabases(test)
const ledger: Ledger = createLedger({ nowMs: () => 1_000 }, testSealKey)
const writerCount = 8
const players = ['buyer:acme', 'escrow:b1', 'payable:north', 'payable:south', 'fees']

/** Eight separate pools of one connection, as eight coordinators would have. */
async function openWriters(url: string): Promise<readonly Storage[]> {
  const opened: Storage[] = []
  for (let i = 0; i < writerCount; i++) opened.push(await openStorage({ postgresUrl: url, poolSize: 1 }))
  return opened
}

async function withWriters(
  t: ExecutionContext,
  work: (writers: readonly Storage[]) => Promise<void>,
): Promise<void> {
  const url = await databases.postgres()?.createDatabase()
  if (url === undefined) {
    t.log('skipped: no PostgreSQL server is installed')
    t.pass()
    return
  }
  const writers = await openWriters(url)
  try {
    await writers[0]!.transaction(async tx => {
      await openMarket(ledger, tx)
      for (const account of players) {
        await ledger.deposit(tx, { ...label(`start ${account}`), account, amountUnits: 60n })
      }
    })
    await work(writers)
  } finally {
    for (const writer of writers) await writer.close()
  }
}

/** A move between two players that differs for each writer and step, so that pairs meet in both directions. */
function move(writer: number, step: number): readonly Posting[] {
  const from = players[(writer + step) % players.length]!
  const to = players[(writer + step + 1 + (step % (players.length - 1))) % players.length]!
  const amountUnits = BigInt(1 + ((writer * 7 + step * 13) % 40))
  return [
    { account: from, amountUnits: -amountUnits },
    { account: to, amountUnits },
  ]
}

test.serial('eight writers on the same accounts never overdraw one and never lose a unit', async t => {
  await withWriters(t, async writers => {
    const outcomes = await Promise.all(
      writers.map(async (storage, writer) => {
        const mine: string[] = []
        for (let step = 0; step < 25; step++) {
          const request = { ...label(`${writer}-${step}`), kind: 'move', postings: move(writer, step) }
          const outcome = await storage.transaction(tx => ledger.transfer(tx, request))
          mine.push(outcome.kind === 'recorded' ? 'recorded' : outcome.reason)
        }
        return mine
      }),
    )
    const counts = (kind: string) => outcomes.flat().filter(outcome => outcome === kind).length
    t.is(counts('recorded') + counts('insufficient-funds'), writerCount * 25)
    t.true(counts('insufficient-funds') > 0, 'the amounts are meant to reach the minimum')
    const report = await writers[0]!.transaction(tx => ledger.audit(tx))
    t.deepEqual(
      report.problems.filter(({ rule }) => rule !== 'I1'),
      [],
    )
    t.is(report.journals, players.length + counts('recorded'))
    t.is(report.totals.find(({ asset }) => asset === 'credit')?.supplyUnits, 300n)
  })
})

test.serial(
  'eight writers with one key and one request write it once, and all learn the same journal',
  async t => {
    await withWriters(t, async writers => {
      const request = { ...label('once'), account: 'buyer:acme', amountUnits: 5n }
      const outcomes = await Promise.all(
        writers.map(storage => storage.transaction(tx => ledger.deposit(tx, request))),
      )
      const journals = new Set(
        outcomes.map(outcome => (outcome.kind === 'recorded' ? outcome.journalId : outcome)),
      )
      t.is(journals.size, 1)
      t.is(outcomes.filter(outcome => outcome.kind === 'recorded' && !outcome.isReplay).length, 1)
      const balance = await writers[0]!.transaction(tx => ledger.balance(tx, 'buyer:acme'))
      t.is(balance?.postedUnits, 65n)
    })
  },
)

test.serial(
  'eight writers with one key and different requests: one is recorded, seven are conflicts',
  async t => {
    await withWriters(t, async writers => {
      const outcomes = await Promise.all(
        writers.map((storage, index) =>
          storage.transaction(tx =>
            // Different accounts, so that no account's lock puts them in a row.
            ledger.hold(tx, {
              ...label('contested'),
              holdId: `h-${index}`,
              account: players[index % players.length]!,
              amountUnits: 1n,
            }),
          ),
        ),
      )
      const reasons = outcomes
        .map(outcome => (outcome.kind === 'recorded' ? 'recorded' : outcome.reason))
        .sort()
      t.deepEqual(reasons, [...Array<string>(7).fill('idempotency-conflict'), 'recorded'])
    })
  },
)

test.serial('eight writers who all post or void one hold resolve it once', async t => {
  await withWriters(t, async writers => {
    const hold = { ...label('hold'), holdId: 'h', account: 'buyer:acme', amountUnits: 30n }
    await writers[0]!.transaction(tx => ledger.hold(tx, hold))
    const outcomes = await Promise.all(
      writers.map((storage, index) =>
        storage.transaction(tx =>
          index % 2 === 0
            ? ledger.voidHold(tx, { ...label(`end-${index}`), holdId: 'h' })
            : ledger.postHold(tx, {
                ...label(`end-${index}`),
                kind: 'settle',
                holdId: 'h',
                destinations: [{ account: 'payable:north', amountUnits: 20n }],
              }),
        ),
      ),
    )
    const reasons = outcomes
      .map(outcome => (outcome.kind === 'recorded' ? 'recorded' : outcome.reason))
      .sort()
    t.deepEqual(reasons, [...Array<string>(7).fill('hold-resolved'), 'recorded'])
    const report = await writers[0]!.transaction(tx => ledger.audit(tx))
    t.deepEqual(report.problems, [])
    t.is(report.totals.find(({ asset }) => asset === 'credit')?.pendingUnits, 0n)
  })
})
