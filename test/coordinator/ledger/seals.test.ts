import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import anyTest, { type ExecutionContext, type TestFn } from 'ava'
import { sql } from 'kysely'
import { AnchorFileError, openAnchorFile, sealNowAndThen } from '../../../coordinator/ledger/index.ts'
import { openStorage, type Storage, type StorageOptions } from '../../../coordinator/storage/index.ts'
import { useDatabases } from '../../support/databases.ts'
import { label, openMarket } from '../../support/ledger.ts'
import { openSealedBooks, type SealedBooks } from '../../support/sealed-books.ts'

const test = anyTest as TestFn
const databases = useDatabases(test)

/** One test in a new database of each kind. */
function inNewBooks(
  title: string,
  body: (t: ExecutionContext, storage: Storage, books: SealedBooks) => Promise<void>,
): void {
  for (const kind of ['memory', 'postgres'] as const) {
    test.serial(`${title} (${kind})`, async t => {
      const place = await newPlace(kind)
      if (place === null) {
        t.log('skipped: no PostgreSQL server is installed')
        return t.pass()
      }
      const storage = await openStorage(place)
      try {
        await body(t, storage, openSealedBooks(storage))
      } finally {
        await storage.close()
      }
    })
  }
}

async function newPlace(kind: 'memory' | 'postgres'): Promise<StorageOptions | null> {
  if (kind === 'memory') return { memory: true }
  const url = await databases.postgres()?.createDatabase()
  return url === undefined ? null : { postgresUrl: url }
}

async function deposits(
  storage: Storage,
  { ledger }: SealedBooks,
  ...keys: readonly string[]
): Promise<void> {
  for (const key of keys)
    await storage.transaction(tx =>
      ledger.deposit(tx, { ...label(key), account: 'buyer:acme', amountUnits: 3n }),
    )
}

/** The books as a version without seals left them: rows without seals, and no list of them. */
async function asBeforeSeals(storage: Storage): Promise<void> {
  await storage.transaction(async tx => {
    await sql`set local session_replication_role = replica`.execute(tx)
    for (const table of ['asset', 'account', 'journal', 'hold', 'log_leaf'])
      await sql`update ${sql.table(table)} set seal = null`.execute(tx)
    await sql`delete from ledger_seal`.execute(tx)
  })
}

inNewBooks('each seal lists what is new, and where nothing is there is none', async (t, storage, books) => {
  const { keeper, ledger } = books
  await keeper.found()
  t.is(await keeper.seal(), null)
  await storage.transaction(tx => openMarket(ledger, tx))
  await deposits(storage, books, 'a', 'b')
  t.is(await keeper.seal(), 2n)
  t.is(await keeper.seal(), null)
  await deposits(storage, books, 'c')
  t.like(await storage.transaction(books.audit), { ok: true, seals: 2, unsealedJournals: 1 })
  t.is(await keeper.seal(), 3n)
  t.like(await storage.transaction(books.audit), { ok: true, seals: 3, unsealedJournals: 0 })
  const rows = await storage.db.selectFrom('ledger_seal').select(['journals']).orderBy('number').execute()
  t.deepEqual(rows, [{ journals: '' }, { journals: '1-2' }, { journals: '3' }])
})

inNewBooks(
  'a journal that is committed after a later one stands in the next seal',
  async (t, storage, books) => {
    const { keeper, ledger } = books
    await keeper.found()
    await storage.transaction(tx => openMarket(ledger, tx))
    // A number that was taken and is still under way while the ones after it are sealed.
    const { rows } = await sql<{ id: bigint }>`select nextval('journal_id_seq') as id`.execute(storage.db)
    await deposits(storage, books, 'later')
    await keeper.seal()
    const late = { ...label('late'), account: 'buyer:acme', amountUnits: 3n }
    await sql`select setval('journal_id_seq', ${rows[0]!.id}, false)`.execute(storage.db)
    await storage.transaction(tx => ledger.deposit(tx, late))
    await keeper.seal()
    const sealed = await storage.db.selectFrom('ledger_seal').select('journals').orderBy('number').execute()
    t.deepEqual(
      sealed.map(({ journals }) => journals),
      ['', '2', '1'],
    )
    t.like(await storage.transaction(books.audit), { ok: true, unsealedJournals: 0 })
  },
)

inNewBooks(
  'a keeper that starts anew finds what another has sealed, and what it has not',
  async (t, storage, books) => {
    const { ledger } = books
    await books.keeper.found()
    await storage.transaction(tx => openMarket(ledger, tx))
    await deposits(storage, books, 'a')
    await books.keeper.seal()
    await deposits(storage, books, 'b')
    const again = openSealedBooks(storage)
    await again.keeper.found()
    t.is(await again.keeper.seal(), 3n)
    t.is(await books.keeper.seal(), null)
    await deposits(storage, books, 'c')
    t.is(await books.keeper.seal(), 4n)
    t.like(await storage.transaction(books.audit), { ok: true, seals: 4, unsealedJournals: 0 })
  },
)

inNewBooks(
  'books from before there were seals get theirs at the first start, and are counted',
  async (t, storage, books) => {
    const { ledger, log, keeper } = books
    await storage.transaction(async tx => {
      await openMarket(ledger, tx)
      await log.append(tx, new Uint8Array([1, 2, 3]))
    })
    await deposits(storage, books, 'a', 'b')
    const hold = { account: 'buyer:acme', amountUnits: 2n, holdId: 'h' }
    await storage.transaction(tx => ledger.hold(tx, { ...label('hold'), ...hold }))
    await storage.transaction(tx => ledger.voidHold(tx, { ...label('void'), holdId: 'h' }))
    await asBeforeSeals(storage)
    t.false((await storage.transaction(books.audit)).ok)
    await keeper.found()
    const report = await storage.transaction(books.audit)
    t.deepEqual(report.problems, [])
    t.like(report, { seals: 1, adoptedJournals: 4, unsealedJournals: 0 })
  },
)

inNewBooks(
  'seals that were stripped are not given again while anything remembers them',
  async (t, storage, books) => {
    const { ledger, keeper } = books
    await keeper.found()
    await storage.transaction(tx => openMarket(ledger, tx))
    await deposits(storage, books, 'a')
    await keeper.seal()
    await asBeforeSeals(storage)
    const again = openSealedBooks(storage)
    again.anchor.note = books.anchor.note
    await again.keeper.found()
    const { ok, problems, adoptedJournals } = await storage.transaction(again.audit)
    t.false(ok)
    t.is(adoptedJournals, 0)
    const found = problems.map(({ where }) => where)
    for (const where of ['journal 1', 'account world', 'asset credit', 'seal 2'])
      t.true(found.includes(where), where)
    // Sealing goes on, and does not overwrite what contradicts the database.
    await again.keeper.seal()
    t.deepEqual(again.anchor.note, books.anchor.note)
  },
)

inNewBooks(
  'the columns of old rows cannot be changed while they get their seal, nor a seal be changed',
  async (t, storage, books) => {
    await storage.transaction(tx => openMarket(books.ledger, tx))
    await deposits(storage, books, 'a')
    const change = (statement: string) => storage.transaction(tx => sql.raw(statement).execute(tx))
    await t.throwsAsync(change(`update journal set seal = 'x'`), { message: /never changed/ })
    await asBeforeSeals(storage)
    await t.throwsAsync(change(`update journal set seal = 'x', memo = 'y'`), { message: /never changed/ })
    await t.throwsAsync(change(`update account set kind = 'y'`), { message: /never changed/ })
    await t.notThrowsAsync(change(`update journal set seal = 'x'`))
    await books.keeper.found()
    await t.throwsAsync(change('update ledger_seal set adopted = 1'), { message: /never changed/ })
    await t.throwsAsync(change('delete from ledger_seal'), { message: /never changed/ })
    await t.throwsAsync(change('truncate ledger_seal'), { message: /never changed/ })
  },
)

inNewBooks(
  'what the public log is told of a seal does not depend on amounts that can be guessed',
  async (t, storage, books) => {
    const { ledger, keeper, log } = books
    await keeper.found()
    await storage.transaction(tx => openMarket(ledger, tx))
    await deposits(storage, books, 'a')
    await keeper.seal()
    const leaves = await storage.transaction(tx => log.leaves(tx, 0, 10))
    const told = leaves.map(({ body }) => JSON.parse(Buffer.from(body).toString()) as object)
    t.deepEqual(
      told.map(leaf => Object.keys(leaf)),
      [
        ['kind', 'number', 'root'],
        ['kind', 'number', 'root'],
      ],
    )
  },
)

test('the anchor file is exchanged whole, is private, and says what to do when it is damaged', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'parley-anchor-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'ledger.anchor.json')
  const anchor = openAnchorFile(path)
  t.is(await anchor.read(), null)
  for (const number of [7n, 12n]) await anchor.write({ number, seal: '5ea1' })
  t.deepEqual(await openAnchorFile(path).read(), { number: 12n, seal: '5ea1' })
  if (process.platform !== 'win32') t.is(statSync(path).mode & 0o077, 0)
  for (const damaged of ['', '{', '{"number":"0","seal":"00"}', `${readFileSync(path, 'utf8')}x`]) {
    writeFileSync(path, damaged)
    await t.throwsAsync(anchor.read(), { instanceOf: AnchorFileError, message: /put it back from a backup/ })
  }
})

test('the timer seals again and again, outlives a seal that fails, and seals once more at its end', async t => {
  const due: (() => void)[] = []
  const told: string[] = []
  let seals = 0
  const keeper = {
    found: async () => undefined,
    seal: async () => {
      seals += 1
      if (seals === 2) throw new Error('the disk is full')
      return BigInt(seals)
    },
  }
  const after = (delayMs: number, action: () => void) => {
    t.is(delayMs, 60_000)
    due.push(action)
    return () => void due.splice(due.indexOf(action), 1)
  }
  const journal = { error: (facts: object) => void told.push(JSON.stringify(facts)) }
  const timer = sealNowAndThen(keeper, { everyMs: 60_000, world: { after }, journal })
  for (const expected of [1, 2, 3]) {
    due.shift()!()
    await new Promise(resolve => setImmediate(resolve))
    t.is(seals, expected)
    t.is(due.length, 1)
  }
  t.deepEqual(told, ['{"error":"Error: the disk is full"}'])
  await timer.close()
  t.is(seals, 4)
  t.is(due.length, 0)
})
