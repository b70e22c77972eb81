/**
 * A database administrator who wants other books: every column of every row of ledger and log is changed, every row
 * deleted, copied and forged, with all triggers and constraints taken away. Each time the audit has to name the row.
 */
import anyTest, { type ExecutionContext, type TestFn } from 'ava'
import { sql } from 'kysely'
import type { AuditProblem } from '../../../coordinator/ledger/index.ts'
import type { Storage, StorageKind, Transaction } from '../../../coordinator/storage/index.ts'
import { useDatabases } from '../../support/databases.ts'
import {
  columnsOf,
  disarm,
  openSealedBooks,
  playSealedStory,
  type SealedBooks,
} from '../../support/sealed-books.ts'

const test = anyTest as TestFn
const databases = useDatabases(test)

type Row = Readonly<Record<string, unknown>>

/** The tables of ledger and log, each with how an auditor is to be told which row it is. */
const tables: Readonly<Record<string, (row: Row) => string>> = {
  account: row => `account ${row.id}`,
  asset: row => `asset ${row.id}`,
  balance: row => `${row.account_id}`,
  hold: row => `hold ${row.id}`,
  journal: row => `journal ${row.id}`,
  ledger_seal: row => `seal ${row.number}`,
  log_leaf: row => `leaf ${row.idx}`,
  log_node: row => `node ${row.position} of level ${row.level}`,
  posting: row => `posting ${row.ordinal} of journal ${row.journal_id}`,
}

/** Tables of other rooms, which this audit does not speak of; and the one that only serves as a lock. */
const otherTables = [
  'attempt',
  'blob_owner',
  'bounty',
  'contribution',
  'decline',
  'evaluation',
  'invitation',
  'kysely_migration',
  'kysely_migration_lock',
  'member',
  'nonce',
  'participation',
  'retry_turn',
]

const stories = new Map<StorageKind, SealedBooks>()

/** One test on each database, in books that were written once. */
function onEach(
  title: string,
  body: (t: ExecutionContext, storage: Storage, books: SealedBooks) => Promise<void>,
): void {
  for (const kind of ['memory', 'postgres'] as const) {
    test.serial(`${title} (${kind})`, async t => {
      t.timeout(180_000)
      const storage = databases.find(kind)
      if (storage === null) {
        t.log('skipped: no PostgreSQL server is installed')
        return t.pass()
      }
      const books = stories.get(kind) ?? openSealedBooks(storage)
      if (!stories.has(kind)) await playSealedStory(storage, books)
      stories.set(kind, books)
      await body(t, storage, books)
    })
  }
}

class Undo extends Error {}

/** Disarms the database, and undoes everything at the end. */
async function disarmed(storage: Storage, work: (tx: Transaction) => Promise<void>): Promise<void> {
  try {
    await storage.transaction(async tx => {
      await disarm(tx, Object.keys(tables))
      await work(tx)
      throw new Undo()
    })
  } catch (error) {
    if (!(error instanceof Undo)) throw error
  }
}

/** What the audit says after `damage`, which is undone. */
async function problemsAfter(
  tx: Transaction,
  books: SealedBooks,
  damage: () => Promise<unknown>,
): Promise<readonly AuditProblem[]> {
  await sql`savepoint before_damage`.execute(tx)
  await damage()
  const { ok, problems } = await books.audit(tx)
  await sql`rollback to savepoint before_damage`.execute(tx)
  if (ok !== (problems.length === 0)) throw new Error('ok says another thing than the problems')
  return problems
}

const run = (tx: Transaction, statement: string) => sql.raw(statement).execute(tx)
const rowsOf = async (tx: Transaction, table: string) =>
  (
    await sql<
      Row & { place: string }
    >`select ctid::text as place, * from ${sql.table(table)} order by 2`.execute(tx)
  ).rows
const told = (problems: readonly AuditProblem[]) =>
  problems.map(({ rule, where, detail }) => `${rule} | ${where} | ${detail}`)
const names = (problems: readonly AuditProblem[], name: string) =>
  problems.some(({ where }) => where === name || where.endsWith(` of ${name}`))

/** Another value of the same type. */
function otherValue(column: string, type: string): string {
  if (type === 'bytea')
    return `case when length(${column}) > 0 then set_byte(${column}, 0, get_byte(${column}, 0) # 1) else 'x'::bytea end`
  return type === 'text' ? `coalesce(${column}, '') || 'x'` : `coalesce(${column}, 0) + 1`
}

onEach(
  'untouched books are in order, and the audit says how far the seals reach',
  async (t, storage, books) => {
    const report = await storage.transaction(books.audit)
    t.deepEqual(told(report.problems), [])
    t.true(report.ok)
    t.like(report, { seals: 3, unsealedJournals: 1, unsealedAccounts: 0, adoptedJournals: 0 })
    t.is(report.lastSealedAtMs, 1_700_000_060_000)
  },
)

onEach('every table of the database is one that the audit reads, or another room’s', async (t, storage) => {
  const { rows } = await sql<{ name: string }>`select table_name as name from information_schema.tables
    where table_schema = 'public' order by 1`.execute(storage.db)
  t.deepEqual(
    rows.map(({ name }) => name),
    [...Object.keys(tables), ...otherTables].sort(),
  )
})

for (const [table, nameOf] of Object.entries(tables)) {
  onEach(
    `a change of any column of any row of ${table} is found, and the row named`,
    async (t, storage, books) => {
      await disarmed(storage, async tx => {
        const columns = await columnsOf(tx, table)
        for (const row of await rowsOf(tx, table)) {
          for (const { column, type } of columns) {
            for (const value of [otherValue(column, type), 'null']) {
              if (value === 'null' && row[column] === null) continue
              const change = `update ${table} set ${column} = ${value} where ctid = '${row.place}'`
              const problems = await problemsAfter(tx, books, () => run(tx, change))
              const isNamed =
                names(problems, nameOf(row)) || (table === 'hold' && names(problems, `hold ${row.id}x`))
              const byItsJournal =
                table === 'hold' && column === 'id' && names(problems, `journal ${row.journal_id}`)
              // A journal that is in no seal yet is known by what hangs on it, or under its new number.
              t.true(isNamed || byItsJournal, `${change} (${nameOf(row)}): ${told(problems).join('; ')}`)
            }
          }
        }
      })
    },
  )

  onEach(`a deleted or doubled row of ${table} is found and named`, async (t, storage, books) => {
    await disarmed(storage, async tx => {
      for (const row of await rowsOf(tx, table)) {
        const remove = `delete from ${table} where ctid = '${row.place}'`
        const gone = await problemsAfter(tx, books, () => run(tx, remove))
        const name = table === 'hold' ? `journal ${row.journal_id}` : nameOf(row)
        t.true(names(gone, name), `${remove} (${name}): ${told(gone).join('; ')}`)
        const copy = `insert into ${table} select * from ${table} where ctid = '${row.place}'`
        const twice = await problemsAfter(tx, books, () => run(tx, copy))
        t.true(names(twice, nameOf(row)), `${copy} (${nameOf(row)}): ${told(twice).join('; ')}`)
      }
    })
  })
}
