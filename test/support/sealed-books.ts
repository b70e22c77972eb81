import { sql } from 'kysely'
import { signerFromSeed, utf8 } from '../../aggregation/index.ts'
import {
  type AnchorNote,
  createLedger,
  openSealKeeper,
  type SealAnchor,
  type SealKeeper,
} from '../../coordinator/ledger/index.ts'
import { createLog } from '../../coordinator/log/index.ts'
import type { Storage, Transaction } from '../../coordinator/storage/index.ts'
import { label, openMarket, settableClock, testSealKey } from './ledger.ts'

/** An anchor that is remembered by the test alone. */
export function memoryAnchor(): SealAnchor & { note: AnchorNote | null } {
  const anchor: SealAnchor & { note: AnchorNote | null } = {
    note: null,
    read: async () => anchor.note,
    write: async note => {
      anchor.note = note
    },
  }
  return anchor
}

/** A ledger, its public log and the keeper of its seals, over one database. */
export function openSealedBooks(storage: Storage) {
  const clock = settableClock(1_700_000_000_000)
  const ledger = createLedger(clock, testSealKey)
  const signer = signerFromSeed(new Uint8Array(32).fill(7))
  const log = createLog({ signer, origin: 'parley.example/log', sealKey: testSealKey })
  const anchor = memoryAnchor()
  const keeper: SealKeeper = openSealKeeper({ storage, key: testSealKey, log, clock, anchor })
  return {
    clock,
    ledger,
    log,
    anchor,
    keeper,
    audit: async (tx: Transaction) => ledger.audit(tx, { log, anchor: anchor.note }),
  }
}
export type SealedBooks = ReturnType<typeof openSealedBooks>

/** Every command once or more, leaves of other kinds in the log, two seals, and a journal that is in none yet. */
export async function playSealedStory(storage: Storage, books: SealedBooks): Promise<void> {
  const { ledger, log, keeper, clock } = books
  await keeper.found()
  await storage.transaction(async tx => {
    await openMarket(ledger, tx)
    await ledger.deposit(tx, { ...label('fund'), account: 'buyer:acme', amountUnits: 1_000n })
    const escrowed = [
      { account: 'buyer:acme', amountUnits: -300n },
      { account: 'escrow:b1', amountUnits: 300n },
    ]
    await ledger.transfer(tx, { ...label('escrow'), kind: 'fund', bountyId: 'b1', postings: escrowed })
    for (let leaf = 0; leaf < 3; leaf++) await log.append(tx, utf8(`leaf ${leaf}`))
  })
  await keeper.seal()
  clock.advanceMs(60_000)
  await storage.transaction(async tx => {
    const pay = [
      { account: 'escrow:b1', amountUnits: -100n },
      { account: 'payable:north', amountUnits: 93n },
      { account: 'fees', amountUnits: 7n },
    ]
    await ledger.transfer(tx, { ...label('pay'), kind: 'round-pay', bountyId: 'b1', round: 1, postings: pay })
    const aside = { account: 'buyer:acme', amountUnits: 50n }
    await ledger.hold(tx, { ...label('hold-1'), ...aside, holdId: 'posted', expiresAtMs: clock.nowMs() + 5 })
    await ledger.hold(tx, { ...label('hold-2'), ...aside, holdId: 'voided' })
    await ledger.hold(tx, { ...label('hold-3'), ...aside, holdId: 'open' })
    const destinations = [{ account: 'fees', amountUnits: 20n }]
    await ledger.postHold(tx, { ...label('post'), kind: 'bond', holdId: 'posted', destinations })
    await ledger.voidHold(tx, { ...label('void'), holdId: 'voided' })
    for (let leaf = 3; leaf < 6; leaf++) await log.append(tx, utf8(`leaf ${leaf}`))
  })
  await keeper.seal()
  await storage.transaction(tx =>
    ledger.deposit(tx, { ...label('tail'), account: 'buyer:acme', amountUnits: 5n }),
  )
}

/** Takes away, in this transaction, all that an owner of the database can take away. */
export async function disarm(tx: Transaction, tables: readonly string[]): Promise<void> {
  await sql`set local session_replication_role = replica`.execute(tx)
  for (const table of tables) {
    const { rows } = await sql<{ name: string }>`select conname as name from pg_constraint
      where conrelid = ${table}::regclass and contype in ('c', 'f', 'p', 'u') order by contype`.execute(tx)
    for (const { name } of rows)
      await sql.raw(`alter table ${table} drop constraint if exists "${name}" cascade`).execute(tx)
    const columns = await columnsOf(tx, table)
    for (const { column, isIdentity } of columns) {
      if (isIdentity) await sql.raw(`alter table ${table} alter column ${column} drop identity`).execute(tx)
      await sql.raw(`alter table ${table} alter column ${column} drop not null`).execute(tx)
    }
  }
}

export interface Column {
  readonly column: string
  readonly type: string
  readonly isIdentity: boolean
}

export async function columnsOf(tx: Transaction, table: string): Promise<readonly Column[]> {
  const { rows } = await sql<{ column: string; type: string; identity: string }>`
    select column_name as column, data_type as type, is_identity as identity from information_schema.columns
    where table_schema = 'public' and table_name = ${table} order by ordinal_position`.execute(tx)
  return rows.map(({ column, type, identity }) => ({ column, type, isIdentity: identity === 'YES' }))
}
