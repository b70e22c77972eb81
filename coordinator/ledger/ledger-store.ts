/** The ledger's statements. Each reads or writes one thing; none decides anything. */
import { sql } from 'kysely'
import { type AccountKind, toHex } from '../../aggregation/index.ts'
import type { RowSealer, Transaction } from '../storage/index.ts'
import type { Balance } from './commands.ts'
import type { Effect } from './decide.ts'
import { type AccountRow, accountRow, type HoldRow, holdRow, type JournalRow } from './sealed-rows.ts'

/** A journal that was written under a key. */
export interface KnownJournal {
  readonly journalId: bigint
  readonly requestHash: string
}

/** What is known before commands are judged. */
export interface Lookup {
  /** The journals there are, by key. With one for every key, nothing was locked. */
  readonly known: Map<string, KnownJournal>
  /** The accounts there are, locked, in the order of their names. */
  readonly balances: Map<string, Balance>
  /** A number for a journal under each new key, least first. */
  readonly numbers: bigint[]
}

type LookupRow =
  | { readonly what: 'known'; readonly key: string; readonly id: bigint; readonly hash: string }
  | { readonly what: 'number'; readonly id: bigint }
  | ({ readonly what: 'account' } & BalanceRow)

/**
 * Looks for the keys and, where one is new, takes numbers and locks the accounts: in one statement, since a command's
 * time is the number of its statements. Accounts are locked in the order of their names, so that no two transactions
 * wait for each other. The numbers come before the journals because a journal's seal is made over it, and after the
 * locks, so that the journals of one account are numbered as they were committed; a command that is refused leaves a
 * gap, as one that is rolled back does.
 */
export async function lookUp(
  tx: Transaction,
  keys: readonly string[],
  accounts: readonly string[],
): Promise<Lookup> {
  const { rows } = await sql<LookupRow>`
    with known as materialized (
      select idempotency_key, id, request_hash from journal where idempotency_key = any(${keys}::text[])
    ), locked as materialized (
      select ${balanceColumns}
      where b.account_id = any(${accounts}::text[]) and (select count(*) from known) < ${keys.length}
      order by a.id collate "C" for update of b
    ), fresh as materialized (
      select nextval('journal_id_seq') as id
      from (select count(*) from locked) after_locks,
        generate_series(1, ${keys.length} - (select count(*) from known))
    )
    select 'known' as what, idempotency_key as key, id, request_hash as hash, null as account, null as kind,
      null as asset, null::numeric as minimum, null::numeric as posted, null::numeric as pending_out
    from known
    union all select 'number', null, id, null, null, null, null, null, null, null from fresh
    union all select 'account', null, null, null, locked.* from locked`.execute(tx)
  const found: Lookup = { known: new Map(), balances: new Map(), numbers: [] }
  for (const row of rows) {
    if (row.what === 'known') found.known.set(row.key, { journalId: row.id, requestHash: row.hash })
    else if (row.what === 'number') found.numbers.push(row.id)
    else found.balances.set(row.account, toBalance(row))
  }
  return found
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

/** The holds of these names that there are. */
export async function readHolds(tx: Transaction, holdIds: readonly string[]): Promise<Map<string, HoldRow>> {
  if (holdIds.length === 0) return new Map()
  const rows = await tx
    .selectFrom('hold')
    .selectAll()
    .where(sql<boolean>`id = any(${holdIds}::text[])`)
    .execute()
  return new Map(rows.map(row => [row.id, row]))
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

/** A journal as it is written. */
export interface JournalEntry {
  readonly row: JournalRow
  readonly effect: Effect
  readonly seal: Uint8Array
}

/** Postings in one statement: what a statement takes is held in memory twice. */
const postingsInStatement = 10_000

/**
 * Writes journals with their postings and moves every balance once. The accounts are locked by the caller. On
 * PostgreSQL a key written by a transaction that this one cannot see raises 40001 here, and the work runs again.
 */
export async function writeJournals(tx: Transaction, entries: readonly JournalEntry[]): Promise<void> {
  const parts = partsOf(entries)
  const moves = movesOf(entries.map(({ effect }) => effect))
  for (const part of parts.slice(0, -1)) await writePart(tx, part, [])
  await writePart(tx, parts.at(-1)!, moves)
}

/** Runs of journals that fit in a statement. */
function partsOf(entries: readonly JournalEntry[]): readonly (readonly JournalEntry[])[] {
  const parts: JournalEntry[][] = []
  let size = Number.POSITIVE_INFINITY
  for (const entry of entries) {
    const own = 1 + entry.effect.postings.length
    if (size + own > postingsInStatement) {
      parts.push([])
      size = 0
    }
    parts.at(-1)!.push(entry)
    size += own
  }
  return parts
}

async function writePart(
  tx: Transaction,
  entries: readonly JournalEntry[],
  moves: readonly Move[],
): Promise<void> {
  // Balances as arrays, not as JSON: the planner then knows how many they are, and looks few up instead of reading all.
  const { rows } = await sql<{ moved: bigint }>`
    with entry as (
      insert into journal (id, idempotency_key, request_hash, kind, bounty_id, round, reference, memo,
        posting_count, created_at_ms, seal)
      overriding system value
      select row.id, row.idempotency_key, row.request_hash, row.kind, row.bounty_id, row.round, row.reference, row.memo,
        row.posting_count, row.created_at_ms, decode(row.seal, 'hex')
      from jsonb_to_recordset(${JSON.stringify(entries.map(journalText))}::jsonb) as row (id bigint,
        idempotency_key text, request_hash text, kind text, bounty_id text, round integer, reference text, memo text,
        posting_count integer, created_at_ms bigint, seal text)
    ), posted as (
      insert into posting (journal_id, ordinal, account_id, amount)
      select row.journal, row.ordinal, row.account, row.amount
      from jsonb_to_recordset(${JSON.stringify(entries.flatMap(postingRows))}::jsonb)
        as row (journal bigint, ordinal integer, account text, amount numeric(39,0))
    ), moved as (
      update balance b
      set posted = b.posted + m.posted, pending_out = b.pending_out + m.pending, version = b.version + m.journals
      from unnest(${moves.map(({ account }) => account)}::text[], ${moves.map(({ posted }) => posted)}::numeric[],
        ${moves.map(({ pending }) => pending)}::numeric[], ${moves.map(({ journals }) => journals)}::integer[])
        as m (account, posted, pending, journals)
      where b.account_id = m.account
      returning 1
    )
    select count(*) as moved from moved`.execute(tx)
  if (Number(rows[0]?.moved) !== moves.length)
    throw new Error(`${moves.length} balances were to move and ${rows[0]?.moved} did`)
}

/** Rows travel as JSON: a statement has room for 65,535 parameters, and an event may end more holds than that allows. */
function journalText({ row, seal }: JournalEntry) {
  return { ...row, id: `${row.id}`, created_at_ms: `${row.created_at_ms}`, seal: toHex(seal) }
}

function postingRows({ row, effect }: JournalEntry) {
  return effect.postings.map(({ account, amountUnits }, index) => ({
    journal: `${row.id}`,
    ordinal: index + 1,
    account,
    amount: `${amountUnits}`,
  }))
}

/** How much more an account holds, how much more is set aside in it, and how many journals say so. */
interface Move {
  readonly account: string
  readonly posted: string
  readonly pending: string
  readonly journals: number
}

function movesOf(effects: readonly Effect[]): readonly Move[] {
  const sums = new Map<string, { posted: bigint; pending: bigint; journals: number }>()
  const sumOf = (account: string) => {
    const sum = sums.get(account) ?? { posted: 0n, pending: 0n, journals: 0 }
    sums.set(account, sum)
    return sum
  }
  for (const { postings, pending } of effects) {
    for (const { account, amountUnits } of postings) sumOf(account).posted += amountUnits
    for (const { account, amountUnits } of pending) sumOf(account).pending += amountUnits
    for (const account of new Set([...postings, ...pending].map(posting => posting.account)))
      sumOf(account).journals++
  }
  return [...sums].map(([account, { posted, pending, journals }]) => ({
    account,
    posted: `${posted}`,
    pending: `${pending}`,
    journals,
  }))
}

/** Writes new holds. */
export async function insertHolds(
  tx: Transaction,
  holds: readonly HoldRow[],
  sealer: RowSealer,
): Promise<void> {
  await sql`insert into hold (id, journal_id, account_id, amount, expires_at_ms, state, posted_amount, seal)
    select row.id, row.journal_id, row.account_id, row.amount, row.expires_at_ms, row.state, row.posted_amount,
      decode(row.seal, 'hex')
    from jsonb_to_recordset(${JSON.stringify(holds.map(hold => holdText(hold, sealer)))}::jsonb)
      as row (${holdColumns})`.execute(tx)
}

/** Writes how holds ended. */
export async function resolveHolds(
  tx: Transaction,
  holds: readonly HoldRow[],
  sealer: RowSealer,
): Promise<void> {
  await sql`update hold h
    set state = row.state, resolved_by = row.resolved_by, posted_amount = row.posted_amount,
      seal = decode(row.seal, 'hex')
    from jsonb_to_recordset(${JSON.stringify(holds.map(hold => holdText(hold, sealer)))}::jsonb)
      as row (${holdColumns})
    where h.id = row.id`.execute(tx)
}

const holdColumns = sql.raw(
  `id text, journal_id bigint, account_id text, amount numeric(39,0), expires_at_ms bigint, state text,
  resolved_by bigint, posted_amount numeric(39,0), seal text`,
)

function holdText(hold: HoldRow, sealer: RowSealer) {
  const textOf = (value: bigint | null) => (value === null ? null : `${value}`)
  return {
    ...hold,
    journal_id: `${hold.journal_id}`,
    amount: `${hold.amount}`,
    expires_at_ms: textOf(hold.expires_at_ms),
    resolved_by: textOf(hold.resolved_by),
    posted_amount: `${hold.posted_amount}`,
    seal: toHex(sealer.sealOf(holdRow(hold))),
  }
}
