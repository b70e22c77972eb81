import { sql } from 'kysely'
import { buyerAccount, payableAccount } from '../../aggregation/index.ts'
import type { Transaction } from '../storage/index.ts'
import type { Posting } from './commands.ts'
import { readBalance } from './ledger-store.ts'

/** One movement of an account, as its owner reads it. */
export interface StatementLine {
  readonly journalId: bigint
  readonly createdAtMs: number
  readonly kind: string
  readonly bountyId: string | null
  readonly round: number | null
  readonly reference: string
  readonly memo: string
  readonly amountUnits: bigint
  /** The posted balance after this line. */
  readonly runningUnits: bigint
  /** The other postings of the same journal, in its order. */
  readonly counterparts: readonly Posting[]
}

export interface StatementPage {
  readonly lines: readonly StatementLine[]
  /** Where the next page starts; null when this is the last. */
  readonly nextAfter: bigint | null
}

const maximumPageLines = 1_000

interface LineRow {
  id: bigint
  created_at_ms: bigint
  kind: string
  bounty_id: string | null
  round: number | null
  reference: string
  memo: string
  amount: bigint
  running: bigint
}

/** A page of an account's movements, oldest first; null when the account was never opened. */
export async function readStatement(
  tx: Transaction,
  account: string,
  { after = 0n, limit }: { readonly after?: bigint; readonly limit: number },
): Promise<StatementPage | null> {
  if (!Number.isSafeInteger(limit) || limit < 1 || limit > maximumPageLines) {
    throw new RangeError(`a page has 1 to ${maximumPageLines} lines, not ${limit}`)
  }
  if ((await readBalance(tx, account)) === null) return null
  const found = await readLines(tx, account, after, limit + 1)
  const rows = found.slice(0, limit)
  const counterparts = await readCounterparts(
    tx,
    account,
    rows.map(row => row.id),
  )
  const lines = rows.map(row => toLine(row, counterparts.get(row.id) ?? []))
  return { lines, nextAfter: found.length > limit ? (lines.at(-1)?.journalId ?? null) : null }
}

async function readLines(
  tx: Transaction,
  account: string,
  after: bigint,
  limit: number,
): Promise<readonly LineRow[]> {
  const { rows } = await sql<LineRow>`
    select j.id, j.created_at_ms, j.kind, j.bounty_id, j.round, j.reference, j.memo, l.amount, l.running
    from (
      select journal_id, amount, sum(amount) over (order by journal_id) as running
      from posting where account_id = ${account}
    ) l join journal j on j.id = l.journal_id
    where l.journal_id > ${after} order by l.journal_id limit ${limit}`.execute(tx)
  return rows
}

async function readCounterparts(
  tx: Transaction,
  account: string,
  journalIds: readonly bigint[],
): Promise<ReadonlyMap<bigint, readonly Posting[]>> {
  const counterparts = new Map<bigint, Posting[]>(journalIds.map(id => [id, []]))
  if (journalIds.length === 0) return counterparts
  const rows = await tx
    .selectFrom('posting')
    .select(['journal_id', 'account_id', 'amount'])
    .where('journal_id', 'in', [...journalIds])
    .where('account_id', '<>', account)
    .orderBy('journal_id')
    .orderBy('ordinal')
    .execute()
  for (const row of rows) {
    counterparts.get(row.journal_id)?.push({ account: row.account_id, amountUnits: row.amount })
  }
  return counterparts
}

function toLine(row: LineRow, counterparts: readonly Posting[]): StatementLine {
  return {
    journalId: row.id,
    createdAtMs: Number(row.created_at_ms),
    kind: row.kind,
    bountyId: row.bounty_id,
    round: row.round,
    reference: row.reference,
    memo: row.memo,
    amountUnits: row.amount,
    runningUnits: row.running,
    counterparts,
  }
}

/** One movement of one of several accounts. */
export interface AccountLine extends StatementLine {
  readonly account: string
}

/**
 * The movements of several accounts together, oldest first, each with the balance of its own account. At most `limit` lines, and
 * no journal is cut in two: one that alone has more comes whole.
 */
export async function readJointStatement(
  tx: Transaction,
  accounts: readonly string[],
  { after = 0n, limit }: { readonly after?: bigint; readonly limit: number },
): Promise<readonly AccountLine[]> {
  if (!Number.isSafeInteger(limit) || limit < 1 || limit > maximumPageLines) {
    throw new RangeError(`a page has 1 to ${maximumPageLines} lines, not ${limit}`)
  }
  if (accounts.length === 0) return []
  const names = sql.join([...accounts])
  const { rows } = await sql<LineRow & { account_id: string }>`
    select j.id, j.created_at_ms, j.kind, j.bounty_id, j.round, j.reference, j.memo, l.amount, l.running, l.account_id
    from (
      select account_id, journal_id, ordinal, amount,
        sum(amount) over (partition by account_id order by journal_id) as running
      from posting where account_id in (${names})
    ) l join journal j on j.id = l.journal_id
    where l.journal_id > ${after}
    order by l.journal_id, l.ordinal limit ${limit + maximumOwnLines}`.execute(tx)
  const shown = wholeJournals(rows, limit)
  const ids = [...new Set(shown.map(row => row.id))]
  const postings = await readCounterparts(tx, '', ids)
  return shown.map(row => ({
    ...toLine(
      row,
      (postings.get(row.id) ?? []).filter(({ account }) => account !== row.account_id),
    ),
    account: row.account_id,
  }))
}

/** Most lines that one owner has in one journal: its pay, what is held back of it, or an escrow with one of its epochs. */
const maximumOwnLines = 16

function wholeJournals<Row extends { readonly id: bigint }>(
  rows: readonly Row[],
  limit: number,
): readonly Row[] {
  if (rows.length <= limit) return rows
  const cut = rows[limit]!.id
  const before = rows.filter(({ id }) => id < cut)
  return before.length > 0 ? before : rows.filter(({ id }) => id === cut)
}

/** Whose accounts are asked for, and of which bounties. */
export interface Owner {
  readonly organisation: string
  readonly role: 'buyer' | 'holder'
  readonly bountyIds: readonly string[]
}

/**
 * An organisation's accounts, its main one first: of a buyer also the escrows of its bounties with their epochs, of a holder what
 * is held back of it and what it has at stake, as far as they were ever opened.
 */
export async function readOwnAccounts(
  tx: Transaction,
  { organisation, role, bountyIds }: Owner,
): Promise<readonly string[]> {
  const own = role === 'buyer' ? buyerAccount(organisation) : payableAccount(organisation)
  if (bountyIds.length === 0) return [own]
  const ids = sql.join([...bountyIds])
  const isOwn =
    role === 'buyer'
      ? sql`kind = 'escrow'`
      : sql`kind in ('holdback', 'stake') and split_part(id, ':', 3) = ${organisation}`
  const { rows } = await sql<{ id: string }>`
    select id from account where ${isOwn} and split_part(id, ':', 2) in (${ids}) order by id`.execute(tx)
  return [own, ...rows.map(({ id }) => id)]
}
