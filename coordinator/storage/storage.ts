import { AsyncLocalStorage } from 'node:async_hooks'
import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { Kysely, type Transaction as KyselyTransaction, PostgresDialect, sql } from 'kysely'
import { runChecks, type StorageCheck } from './checks.ts'
import { StorageContentionError, StorageLockedError, StorageUnavailableError } from './errors.ts'
import { migrateToLatest } from './migrate.ts'
import { type EmbeddedSource, openFolderSource, openMemorySource } from './pglite-source.ts'
import { asKyselyPool, type ConnectionSource } from './pool.ts'
import { openPostgresSource } from './postgres-source.ts'
import type { Database } from './schema.ts'

/** One transaction; every query inside it goes through this. */
export type Transaction = KyselyTransaction<Database>

/** Where the data lives: a folder of this machine, a PostgreSQL server, or memory only (tests and trials). */
export type StorageOptions =
  | { readonly dataDir: string }
  | { readonly postgresUrl: string; readonly poolSize?: number }
  | { readonly memory: true }

export interface TransactionOptions {
  /**
   * READ COMMITTED on PostgreSQL, for work that consists of commands of the ledger alone: they lock what they judge by, and
   * a key or a hold that another transaction took in the meantime runs the work again. SERIALIZABLE would take neighbours
   * on one page of an index for a conflict, so that writers who never meet run one at a time.
   */
  readonly isolation?: 'read-committed'
}

export type StorageKind = 'folder' | 'postgres' | 'memory'

/** The coordinator's database. */
export interface Storage {
  readonly kind: StorageKind
  /** For reads that need no transaction. Inside `transaction` use its `tx`. */
  readonly db: Kysely<Database>
  /**
   * Runs `work` in one transaction and commits, or rolls everything back when `work` throws. On PostgreSQL it is
   * SERIALIZABLE, and run again when it lost against another; so `work` does nothing but query through `tx`.
   *
   * @throws StorageContentionError when it lost too often.
   */
  transaction<T>(work: (tx: Transaction) => Promise<T>, options?: TransactionOptions): Promise<T>
  /** What an operator should see to be true of this database; each with what was found. */
  checks(): Promise<readonly StorageCheck[]>
  /** Waits for running transactions, closes the database and gives the folder back. */
  close(): Promise<void>
}

const maximumAttempts = 40
const defaultPoolSize = 16
const retryableCodes = new Set(['40001', '40P01'])
/** What two commands may take at the same time; run again, the later one sees that it is taken. */
const contested = new Set(['journal_idempotency_key_key', 'hold_pkey'])

/**
 * Opens the database and brings its tables to this version's.
 *
 * @throws StorageLockedError when another process holds the folder.
 * @throws StorageUnavailableError when it cannot be opened, reached or migrated.
 */
export async function openStorage(options: StorageOptions): Promise<Storage> {
  const { kind, source, embedded } = await openSource(options)
  const inside = new AsyncLocalStorage<{ isOpen: boolean }>()
  const pool = asKyselyPool(source, () => refuseNested(inside.getStore()))
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) })
  try {
    await migrateToLatest(db)
  } catch (error) {
    await db.destroy()
    throw unavailable(options, error)
  }
  return {
    kind,
    db,
    transaction: (work, { isolation } = {}) =>
      withRetries(attempt => runOnce({ db, kind, inside, attempt, isolation }, work)),
    checks: () => runChecks(db, kind, embedded),
    close: () => db.destroy(),
  }
}

interface OpenedSource {
  readonly kind: StorageKind
  readonly source: ConnectionSource
  readonly embedded: EmbeddedSource | null
}

async function openSource(options: StorageOptions): Promise<OpenedSource> {
  if ('postgresUrl' in options) {
    const source = openPostgresSource(options.postgresUrl, options.poolSize ?? defaultPoolSize)
    return { kind: 'postgres', source, embedded: null }
  }
  try {
    const embedded = 'dataDir' in options ? await openFolderSource(options.dataDir) : await openMemorySource()
    return { kind: 'dataDir' in options ? 'folder' : 'memory', source: embedded, embedded }
  } catch (error) {
    if (error instanceof StorageLockedError) throw error
    throw unavailable(options, error)
  }
}

/** Inside a transaction a second connection would see other data, and on the embedded database wait for itself. */
function refuseNested(transaction: { isOpen: boolean } | undefined): void {
  if (transaction?.isOpen) {
    throw new Error(
      'a query inside a transaction must go through its tx, not through storage.db or a second one',
    )
  }
}

interface Run {
  readonly db: Kysely<Database>
  readonly kind: StorageKind
  readonly inside: AsyncLocalStorage<{ isOpen: boolean }>
  readonly attempt: number
  readonly isolation: TransactionOptions['isolation']
}

async function runOnce<T>(
  { db, kind, inside, attempt, isolation }: Run,
  work: (tx: Transaction) => Promise<T>,
): Promise<T> {
  const level = isolation === 'read-committed' ? 'read committed' : 'serializable'
  const builder = kind === 'postgres' ? db.transaction().setIsolationLevel(level) : db.transaction()
  return builder.execute(async tx => {
    if (attempt > 1) await waitForTurn(tx)
    const marker = { isOpen: true }
    try {
      return await inside.run(marker, () => work(tx))
    } finally {
      // Work left running by the caller keeps the marker in its context; closed, it no longer refuses anything.
      marker.isOpen = false
    }
  })
}

/**
 * Those who lost run one at a time, or the same one could lose to the others for ever. A table's lock is the only
 * one that a SERIALIZABLE transaction can wait for before its view of the data is fixed.
 */
async function waitForTurn(tx: Transaction): Promise<void> {
  await sql`lock table retry_turn in exclusive mode`.execute(tx)
}

async function withRetries<T>(run: (attempt: number) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run(attempt)
    } catch (error) {
      if (!isLost(error as { code?: string; constraint?: string })) throw error
      if (attempt === maximumAttempts) throw new StorageContentionError(attempt, error)
      await sleep(backoffMs(attempt))
    }
  }
}

/** Whether the work lost against another transaction, and is to run again on what that one left. */
function isLost({ code = '', constraint = '' }: { code?: string; constraint?: string }): boolean {
  return retryableCodes.has(code) || (code === '23505' && contested.has(constraint))
}

/** Doubles up to 16 ms, spread so that those who lost together do not come back together. */
function backoffMs(attempt: number): number {
  return randomInt(2 ** Math.min(attempt, 4))
}

function unavailable(options: StorageOptions, cause: unknown): StorageUnavailableError {
  const reason =
    cause instanceof Error ? cause.message || String((cause as { code?: string }).code) : String(cause)
  return new StorageUnavailableError(`${describePlace(options)} cannot be opened: ${reason}`, { cause })
}

function describePlace(options: StorageOptions): string {
  if ('dataDir' in options) return `the database in the folder ${options.dataDir}`
  if ('memory' in options) return 'the database in memory'
  return `the PostgreSQL database at ${withoutPassword(options.postgresUrl)}`
}

function withoutPassword(postgresUrl: string): string {
  try {
    const url = new URL(postgresUrl)
    if (url.password !== '') url.password = '***'
    return url.toString()
  } catch {
    return 'the given URL (which does not parse: postgres://user:password@host:port/database)'
  }
}
