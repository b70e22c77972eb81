/**
 * A database administrator who wants other books: every column of every row of ledger and log is changed, every row
 * deleted, copied and forged, with all triggers and constraints taken away. Each time the audit has to name the row.
 */
import anyTest, { type ExecutionContext, type TestFn } from 'ava'
import { sql } from 'kysely'
import { merkleLeaf, openMerkleFold, toHex } from '../../../aggregation/index.ts'
import { type AuditProblem, createLedger } from '../../../coordinator/ledger/index.ts'
import { requestHash } from '../../../coordinator/ledger/request-hash.ts'
import { holdRow, journalRow } from '../../../coordinator/ledger/sealed-rows.ts'
import {
  openRowSealer,
  type Storage,
  type StorageKind,
  type Transaction,
} from '../../../coordinator/storage/index.ts'
import { useDatabases } from '../../support/databases.ts'
import { label, testSealKey } from '../../support/ledger.ts'
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
  'api_key',
  // Held to the log by the audit of bounties.
  'bounty_event',
  'bounty_evaluator',
  'scored_round',
  'scoring_file',
  'attempt',
  'audit_batch',
  'security_event',
  'attempt_event',
  'blob_owner',
  'bounty',
  'call_transaction',
  'decline',
  'environment',
  'evaluation',
  'invitation',
  'kysely_migration',
  'kysely_migration_lock',
  'key_counter',
  'key_use',
  'member',
  'member_key',
  'nonce',
  'organisation',
  'participation',
  'recovery',
  'reputation',
  'second_factor',
  'retry_turn',
  'session',
  'stored_object',
  'webhook',
  'webhook_outbox',
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
        // The audit is one code for both databases: on PostgreSQL each fourth row shows that its types come as they do here.
        const step = storage.kind === 'postgres' ? 4 : 1
        const rows = (await rowsOf(tx, table)).filter((_row, i) => i % step === 0)
        for (const row of rows) {
          for (const { column, type } of columns) {
            for (const value of [otherValue(column, type), 'null']) {
              if (value === 'null' && row[column] === null) continue
              const change = `update ${table} set ${column} = ${value} where ctid = '${row.place}'`
              const problems = await problemsAfter(tx, books, () => run(tx, change))
              const isNamed =
                names(problems, nameOf(row)) || (table === 'hold' && names(problems, `hold ${row.id}x`))
              const byItsJournal =
                table === 'hold' && column === 'id' && names(problems, `journal ${row.journal_id}`)
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

/** The problems of a damage made of several statements. */
async function after(
  t: ExecutionContext,
  storage: Storage,
  books: SealedBooks,
  ...damage: readonly string[]
) {
  let problems: readonly AuditProblem[] = []
  await disarmed(storage, async tx => {
    problems = await problemsAfter(tx, books, async () => {
      for (const statement of damage) await run(tx, statement)
    })
  })
  for (const line of told(problems)) t.log(line)
  return problems.map(({ where, detail }) => `${where} ${detail}`)
}

const journalOf = async ({ db }: Storage, key: string) =>
  (await db.selectFrom('journal').selectAll().where('idempotency_key', '=', key).executeTakeFirstOrThrow()).id

onEach(
  'a deposit that is rewritten so that everything adds up is named to the posting',
  async (t, storage, books) => {
    const id = await journalOf(storage, 'fund')
    const request = { ...label('fund'), kind: 'deposit' }
    const postings = [
      { account: 'buyer:acme', amountUnits: 1_001n },
      { account: 'world', amountUnits: -1_001n },
    ]
    const hash = requestHash({ command: 'transfer', request: { ...request, postings } })
    const problems = await after(
      t,
      storage,
      books,
      `update posting set amount = amount + sign(amount) where journal_id = ${id}`,
      `update balance set posted = posted + 1 where account_id = 'buyer:acme'`,
      `update balance set posted = posted - 1 where account_id = 'world'`,
      `update journal set request_hash = '${hash}' where id = ${id}`,
    )
    t.deepEqual(problems.sort(), [
      `journal ${id} its request_hash is not what was recorded`,
      `posting 1 of journal ${id} is not what was recorded`,
      `posting 2 of journal ${id} is not what was recorded`,
    ])
  },
)

onEach('a journal that is taken out so that everything adds up is missed', async (t, storage, books) => {
  const id = await journalOf(storage, 'fund')
  const problems = await after(
    t,
    storage,
    books,
    `delete from posting where journal_id = ${id}`,
    `delete from journal where id = ${id}`,
    `update balance set posted = posted - 1000, version = version - 1 where account_id = 'buyer:acme'`,
    `update balance set posted = posted + 1000, version = version - 1 where account_id = 'world'`,
  )
  t.true(problems.some(line => line.startsWith(`journal ${id} was there when seal 2 was made`)))
})

onEach(
  'a hold that is set back to what it was, its old seal included, is named',
  async (t, storage, books) => {
    const { seal: _, ...row } = await storage.db
      .selectFrom('hold')
      .selectAll()
      .where('id', '=', 'voided')
      .executeTakeFirstOrThrow()
    const before = { ...row, state: 'pending', resolved_by: null } as const
    const oldSeal = toHex(openRowSealer(testSealKey).sealOf(holdRow(before)))
    const problems = await after(
      t,
      storage,
      books,
      `update hold set state = 'pending', resolved_by = null, seal = '\\x${oldSeal}' where id = 'voided'`,
      `update balance set pending_out = pending_out + 50 where account_id = 'buyer:acme'`,
    )
    t.true(problems.some(line => line.startsWith('hold voided was ended by journal')))
  },
)

onEach('a journal that is put in with the seal of another is named', async (t, storage, books) => {
  const problems = await after(
    t,
    storage,
    books,
    `insert into journal select 900, 'forged', request_hash, kind, bounty_id, round, reference, memo, posting_count,
      created_at_ms, seal from journal where idempotency_key = 'fund'`,
    `insert into posting select 900, ordinal, account_id, amount from posting p
      where journal_id = (select id from journal where idempotency_key = 'fund')`,
    `update balance set posted = posted + 1000, version = version + 1 where account_id = 'buyer:acme'`,
    `update balance set posted = posted - 1000, version = version + 1 where account_id = 'world'`,
  )
  t.true(problems.some(line => line.startsWith('journal 900 carries a seal that is not of this row')))
})

onEach('a leaf of the log that is rewritten with all hashes above it is named', async (t, storage, books) => {
  const found: string[] = []
  await disarmed(storage, async tx => {
    const problems = await problemsAfter(tx, books, async () => {
      await run(tx, `update log_leaf set body = 'leaf X' where idx = 2`)
      await rebuildTree(tx)
    })
    found.push(...problems.map(({ where, detail }) => `${where} ${detail}`))
  })
  t.deepEqual(found.sort(), [
    'leaf 2 its body, or its place, is not what was recorded',
    'public log its first 4 leaves are not those that seal 2 was made over',
  ])
})

/** Hashes and nodes as the leaves have them now. */
async function rebuildTree(tx: Transaction): Promise<void> {
  const leaves = await tx.selectFrom('log_leaf').select(['idx', 'body']).orderBy('idx').execute()
  await run(tx, 'delete from log_node')
  const tree = openMerkleFold()
  for (const { idx, body } of leaves) {
    const hash = merkleLeaf(new Uint8Array(body))
    await run(tx, `update log_leaf set hash = '\\x${toHex(hash)}' where idx = ${idx}`)
    for (const node of tree.add(hash))
      await run(tx, `insert into log_node values (${node.level}, ${node.position}, '\\x${toHex(node.hash)}')`)
  }
}

/** The database as it was after seal 2: what a backup of that day holds, put back. */
async function cutBack(tx: Transaction): Promise<void> {
  const [seal] = await tx.selectFrom('ledger_seal').selectAll().where('number', '=', 2n).execute()
  const last = seal!.journals.split(/[,-]/).at(-1)!
  for (const statement of [
    `delete from ledger_seal where number > 2`,
    `delete from log_leaf where idx > ${seal!.log_size}`,
    `delete from hold where journal_id > ${last}`,
    `delete from posting where journal_id > ${last}`,
    `delete from journal where id > ${last}`,
    `update balance b set pending_out = 0,
      posted = coalesce((select sum(amount) from posting p where p.account_id = b.account_id), 0),
      version = (select count(*) from posting p where p.account_id = b.account_id)`,
  ])
    await run(tx, statement)
  await rebuildTree(tx)
}

onEach(
  'books that are set back to an earlier day are found by the note outside the database, and by it alone',
  async (t, storage, { ledger, log, anchor }) => {
    await disarmed(storage, async tx => {
      await cutBack(tx)
      t.deepEqual(told((await ledger.audit(tx, { log })).problems), [])
      const { problems } = await ledger.audit(tx, { log, anchor: anchor.note })
      t.deepEqual(told(problems), [
        'anchor | seal 3 | is remembered in the data folder and not in the database, which is older or was cut off',
      ])
    })
  },
)

onEach('whoever has the key rewrites no journal that is sealed', async (t, storage, books) => {
  const { seal: _, ...row } = await storage.db
    .selectFrom('journal')
    .selectAll()
    .where('idempotency_key', '=', 'fund')
    .executeTakeFirstOrThrow()
  const postings = [
    { account: 'buyer:acme', amountUnits: 1_000n },
    { account: 'world', amountUnits: -1_000n },
  ]
  const changed = { ...row, memo: 'another memo' }
  const hash = requestHash({
    command: 'transfer',
    request: { ...label('fund'), kind: 'deposit', memo: 'another memo', postings },
  })
  const resealed = { ...changed, request_hash: hash }
  const parts = { postings, made: null, resolved: null }
  const seal = toHex(openRowSealer(testSealKey).sealOf(journalRow(resealed, parts)))
  const problems = await after(
    t,
    storage,
    books,
    `update journal set memo = 'another memo', request_hash = '${hash}', seal = '\\x${seal}' where id = ${row.id}`,
  )
  t.is(problems.length, 1)
  t.regex(problems[0]!, /^seal 2 what journals .* carry today are not the seals that it was made over$/)
})

onEach(
  'with another key nothing is recognised, and the audit does not say that it is in order',
  async (t, storage) => {
    const stranger = createLedger({ nowMs: () => 0 }, new Uint8Array(32).fill(1))
    const { ok, problems } = await storage.transaction(tx => stranger.audit(tx))
    t.false(ok)
    t.true(names(problems, 'account fees') && names(problems, 'seal 1'))
  },
)
