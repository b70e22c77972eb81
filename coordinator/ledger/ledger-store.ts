/** The ledger's statements. Each reads or writes one thing; none decides anything. */
import { sql } from 'kysely'
import type { AccountKind } from '../../aggregation/index.ts'
import type { RowSealer, Transaction } from '../storage/index.ts'
import type { Balance } from './commands.ts'
import type { Effect } from './decide.ts'
import { type AccountRow, accountRow, type HoldRow, holdRow, type JournalRow } from './sealed-rows.ts'

/** What is known before a command is judged. */
export type Lookup =
  /** The journal that was written under this key; nothing was locked. */
  | { readonly kind: 'known'; readonly journalId: bigint; readonly requestHash: string }
  /** The number for the next journal, and the accounts, locked. */
  | { readonly kind: 'new'; readonly journalId: bigint; readonly balances: ReadonlyMap<string, Balance> }

interface LookupRow extends BalanceRow {
  known_id: bigint | null
  known_hash: string | null
  next_id: bigint | null
}

/**
 * Looks for the key and, where it is new, takes a number and locks the accounts: in one statement, since a command's
 * time is the number of its statements. Accounts are locked in the order of their names, so that no two transactions
 * wait for each other. The number comes before the journal because the journal's seal is made over it, and after the
 * locks, so that the journals of one account are numbered as they were committed; a command that is refused leaves a
 * gap, as one that is rolled back does.
 */
export async function lookUp(
  tx: Transaction,
  idempotencyKey: string,
  accounts: readonly string[],
): Promise<Lookup> {
  const { rows } = await sql<LookupRow>`
    with known as materialized (
      select id, request_hash from journal where idempotency_key = ${idempotencyKey}
    ), locked as materialized (
      select ${balanceColumns}
      where b.account_id = any(array[${sql.join(accounts)}]::text[]) and not exists (select from known)
      order by a.id collate "C" for update of b
    ), fresh as materialized (
      select nextval('journal_id_seq') as id from (select count(*) from locked) after_locks
      where not exists (select from known)
    )
    select known.id as known_id, known.request_hash as known_hash, fresh.id as next_id, locked.*
    from (values (1)) one left join known on true left join fresh on true left join locked on true`.execute(
    tx,
  )
  const [first] = rows
  if (first === undefined) throw new Error('a look-up of a key answered nothing')
  if (first.known_id !== null)
    return { kind: 'known', journalId: first.known_id, requestHash: first.known_hash ?? '' }
  const found = rows.filter(row => row.account !== null).map(row => [row.account, toBalance(row)] as const)
  return { kind: 'new', journalId: first.next_id ?? 0n, balances: new Map(found) }
}

interface BalanceRow {
  account: string
  kind: AccountKind
  asset: string
  minimum: bigint | null
  posted: bigint
  pending_out: bigint
}

const balanceColumns = sql`a.id as account, a.kind, a.asset, b.min_balance as minimum, b.posted, b.pending_out
  from balance b join account a on a.id = b.account_id`

/** Balances of the accounts whose names start with `prefix`, in the order of their names. */
export async function readBalances(tx: Transaction, prefix: string): Promise<readonly Balance[]> {
  const { rows } = await sql<BalanceRow>`select ${balanceColumns}
    where starts_with(a.id, ${prefix}) order by a.id collate "C"`.execute(tx)
  return rows.map(toBalance)
}

/** One account's balance; null when it was never opened. */
export async function readBalance(tx: Transaction, account: string): Promise<Balance | null> {
  const { rows } = await sql<BalanceRow>`select ${balanceColumns} where a.id = ${account}`.execute(tx)
  return rows[0] === undefined ? null : toBalance(rows[0])
}

function toBalance(row: BalanceRow): Balance {
  return {
    account: row.account,
    kind: row.kind,
    asset: row.asset,
    minimumUnits: row.minimum,
    postedUnits: row.posted,
    pendingOutUnits: row.pending_out,
    freeUnits: row.posted - row.pending_out,
  }
}

/** Opens an account with an empty balance; false when one of this name is there already. */
export async function insertAccount(
  tx: Transaction,
  account: Omit<AccountRow, 'seal'>,
  sealer: RowSealer,
): Promise<boolean> {
  const { id, min_balance } = account
  const inserted = await tx
    .insertInto('account')
    .values({ ...account, seal: sealer.sealOf(accountRow(account)) })
    .onConflict(conflict => conflict.column('id').doNothing())
    .executeTakeFirst()
  if (inserted.numInsertedOrUpdatedRows !== 1n) return false
  await tx
    .insertInto('balance')
    .values({ account_id: id, posted: 0n, pending_out: 0n, min_balance, version: 0n })
    .execute()
  return true
}

/** A hold as it is stored; null when there is none of this name. */
export async function readHold(tx: Transaction, holdId: string): Promise<HoldRow | null> {
  return (await tx.selectFrom('hold').selectAll().where('id', '=', holdId).executeTakeFirst()) ?? null
}

/** Names of pending holds whose time has passed, earliest first. */
export async function readExpiredHolds(
  tx: Transaction,
  nowMs: number,
  limit: number,
): Promise<readonly string[]> {
  const rows = await tx
    .selectFrom('hold')
    .select('id')
    .where('state', '=', 'pending')
    .where('expires_at_ms', '<=', BigInt(nowMs))
    .orderBy('expires_at_ms')
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map(row => row.id)
}

/**
 * Writes a journal with its postings and moves the balances, in one statement. The accounts are locked by the caller.
 * On PostgreSQL a key written by a transaction that this one cannot see raises 40001 here, and the work runs again.
 */
export async function writeJournal(
  tx: Transaction,
  { id, ...entry }: JournalRow,
  effect: Effect,
  seal: Uint8Array,
): Promise<void> {
  const moves = movesOf(effect)
  // As values, not as JSON: the planner then knows how few they are, and looks each account up instead of reading all.
  const moveRows = moves.map(
    ({ account, posted, pending }) => sql`(${account}::text, ${posted}::numeric, ${pending}::numeric)`,
  )
  const { rows } = await sql<{ moved: bigint }>`
    with entry as (
      insert into journal (id, idempotency_key, request_hash, kind, bounty_id, round, reference, memo,
        posting_count, created_at_ms, seal)
      overriding system value
      values (${id}, ${entry.idempotency_key}, ${entry.request_hash}, ${entry.kind}, ${entry.bounty_id},
        ${entry.round}, ${entry.reference}, ${entry.memo}, ${entry.posting_count}, ${entry.created_at_ms},
        ${seal})
      returning id
    ), posted as (
      insert into posting (journal_id, ordinal, account_id, amount)
      select entry.id, row.ordinal, row.account, row.amount
      from entry, jsonb_to_recordset(${JSON.stringify(postingRows(effect))}::jsonb)
        as row (ordinal integer, account text, amount numeric(39,0))
    ), moved as (
      update balance b
      set posted = b.posted + m.posted, pending_out = b.pending_out + m.pending, version = b.version + 1
      from (values ${sql.join(moveRows)}) as m (account, posted, pending)
      where b.account_id = m.account
      returning 1
    )
    select count(*) as moved from moved`.execute(tx)
  if (Number(rows[0]?.moved) !== moves.length)
    throw new Error(`${moves.length} balances were to move and ${rows[0]?.moved} did`)
}

function postingRows({ postings }: Effect) {
  return postings.map(({ account, amountUnits }, index) => ({
    ordinal: index + 1,
    account,
    amount: `${amountUnits}`,
  }))
}

/** For each account touched, how much more it holds and how much more is set aside in it. */
function movesOf({ postings, pending }: Effect) {
  const moves = new Map<string, { posted: bigint; pending: bigint }>()
  const moveOf = (account: string) => {
    const move = moves.get(account) ?? { posted: 0n, pending: 0n }
    moves.set(account, move)
    return move
  }
  for (const { account, amountUnits } of postings) moveOf(account).posted += amountUnits
  for (const { account, amountUnits } of pending) moveOf(account).pending += amountUnits
  return [...moves].map(([account, { posted, pending: aside }]) => ({
    account,
    posted: `${posted}`,
    pending: `${aside}`,
  }))
}

/** Writes a new hold. */
export async function insertHold(tx: Transaction, hold: HoldRow, sealer: RowSealer): Promise<void> {
  await tx
    .insertInto('hold')
    .values({ ...hold, seal: sealer.sealOf(holdRow(hold)) })
    .execute()
}

/** Writes how a hold ended. */
export async function resolveHold(tx: Transaction, hold: HoldRow, sealer: RowSealer): Promise<void> {
  const { id, state, resolved_by, posted_amount } = hold
  await tx
    .updateTable('hold')
    .set({ state, resolved_by, posted_amount, seal: sealer.sealOf(holdRow(hold)) })
    .where('id', '=', id)
    .execute()
}
