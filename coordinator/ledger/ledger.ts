import { worldAccount } from '../../aggregation/index.ts'
import { openRowSealer, type RowSealer, type Transaction } from '../storage/index.ts'
import { type AuditSources, auditLedger } from './audit.ts'
import {
  type AccountSpecification,
  type AssetSpecification,
  type Balance,
  type Clock,
  type Command,
  type DepositRequest,
  type HoldRequest,
  type Opened,
  type Outcome,
  type PostHoldRequest,
  type Posting,
  type Recorded,
  type Rejected,
  rejected,
  type TransferRequest,
  type VoidHoldRequest,
} from './commands.ts'
import {
  decideHold,
  decidePostHold,
  decideTransfer,
  decideVoidHold,
  type Effect,
  examine,
  type HoldState,
} from './decide.ts'
import {
  insertAccount,
  insertHold,
  type Lookup,
  lookUp,
  readBalance,
  readBalances,
  readExpiredHolds,
  readHold,
  resolveHold,
  writeJournal,
} from './ledger-store.ts'
import type { AuditReport } from './replay.ts'
import { requestHash } from './request-hash.ts'
import { assetRow, type HoldRow, type JournalRow, journalRow } from './sealed-rows.ts'
import { readStatement, type StatementPage } from './statement.ts'

/**
 * Double entry in whole units, over the caller's transaction: what the caller does beside it commits or rolls back
 * with it. A command is recorded, answered as a replay (same key, same request: the journal it wrote the first time),
 * or rejected with nothing written. A rejection is not remembered: the same command may be accepted later.
 */
export interface Ledger {
  /** Declares a unit of account. Again with the same scale is a replay; with another is `asset-mismatch`. */
  openAsset(tx: Transaction, asset: AssetSpecification): Promise<Opened | Rejected>
  /** Opens an account. Again with the same terms is a replay; with others is `account-mismatch`. */
  openAccount(tx: Transaction, account: AccountSpecification): Promise<Opened | Rejected>
  deposit(tx: Transaction, request: DepositRequest): Promise<Outcome>
  transfer(tx: Transaction, request: TransferRequest): Promise<Outcome>
  hold(tx: Transaction, request: HoldRequest): Promise<Outcome>
  postHold(tx: Transaction, request: PostHoldRequest): Promise<Outcome>
  voidHold(tx: Transaction, request: VoidHoldRequest): Promise<Outcome>
  /** Voids up to `limit` pending holds whose time has passed; returns their names. */
  voidExpiredHolds(tx: Transaction, limit: number): Promise<readonly string[]>
  /** What one account holds; null when it was never opened. */
  balance(tx: Transaction, account: string): Promise<Balance | null>
  /** What all accounts hold whose names start with `prefix`, in the order of their names. */
  balances(tx: Transaction, prefix?: string): Promise<readonly Balance[]>
  /** The movements of one account, oldest first, after journal `after`; null when it was never opened. */
  statement(
    tx: Transaction,
    account: string,
    page: { readonly after?: bigint; readonly limit: number },
  ): Promise<StatementPage | null>
  /**
   * Adds the whole journal up again, compares it with everything else that is stored, and checks every seal; with the
   * log and the anchor also that what was sealed is still there.
   */
  audit(tx: Transaction, sources?: AuditSources): Promise<AuditReport>
}

/** What the commands need beside a transaction. */
interface Tools {
  readonly clock: Clock
  readonly sealer: RowSealer
}

/**
 * The ledger. It has no state of its own: everything is in the database, but for the key of 32 bytes under which rows
 * are sealed, so that whoever has the database alone changes none of them unnoticed.
 */
export function createLedger(clock: Clock, key: Uint8Array): Ledger {
  const tools: Tools = { clock, sealer: openRowSealer(key) }
  return {
    openAsset: (tx, asset) => openAsset(tx, asset, tools),
    openAccount: (tx, account) => openAccount(tx, account, tools),
    deposit: (tx, request) => deposit(tx, request, tools),
    transfer: (tx, request) => transfer(tx, request, tools),
    hold: (tx, request) => hold(tx, request, tools),
    postHold: (tx, request) => postHold(tx, request, tools),
    voidHold: (tx, request) => voidHold(tx, request, tools),
    voidExpiredHolds: (tx, limit) => voidExpiredHolds(tx, limit, tools),
    balance: readBalance,
    balances: (tx, prefix = '') => readBalances(tx, prefix),
    statement: readStatement,
    audit: (tx, sources = {}) => auditLedger(tx, tools.sealer, sources),
  }
}

async function openAsset(
  tx: Transaction,
  { id, scale }: AssetSpecification,
  { sealer }: Tools,
): Promise<Opened | Rejected> {
  const inserted = await tx
    .insertInto('asset')
    .values({ id, scale, seal: sealer.sealOf(assetRow({ id, scale })) })
    .onConflict(conflict => conflict.column('id').doNothing())
    .executeTakeFirst()
  if (inserted.numInsertedOrUpdatedRows === 1n) return { kind: 'opened', isReplay: false }
  const found = await tx.selectFrom('asset').select('scale').where('id', '=', id).executeTakeFirstOrThrow()
  return found.scale === scale ? { kind: 'opened', isReplay: true } : rejected('asset-mismatch', id)
}

async function openAccount(
  tx: Transaction,
  account: AccountSpecification,
  { clock, sealer }: Tools,
): Promise<Opened | Rejected> {
  const { id, kind, asset, minimumUnits } = account
  if (minimumUnits === null && kind !== 'world') return rejected('malformed-request', 'minimumUnits')
  if (minimumUnits !== null && minimumUnits > 0n) return rejected('malformed-request', 'minimumUnits')
  const known = await tx.selectFrom('asset').select('id').where('id', '=', asset).executeTakeFirst()
  if (known === undefined) return rejected('unknown-asset', asset)
  const row = { id, kind, asset, min_balance: minimumUnits, opened_at_ms: BigInt(clock.nowMs()) }
  if (await insertAccount(tx, row, sealer)) return { kind: 'opened', isReplay: false }
  const found = await readBalance(tx, id)
  const isSame = found?.kind === kind && found.asset === asset && found.minimumUnits === minimumUnits
  return isSame ? { kind: 'opened', isReplay: true } : rejected('account-mismatch', id)
}

async function deposit(tx: Transaction, request: DepositRequest, tools: Tools): Promise<Outcome> {
  const { account, amountUnits, ...label } = request
  if (amountUnits < 0n) return rejected('negative-amount', account)
  const postings = [
    { account, amountUnits },
    { account: worldAccount, amountUnits: -amountUnits },
  ]
  return transfer(tx, { ...label, kind: 'deposit', postings }, tools)
}

async function transfer(tx: Transaction, request: TransferRequest, tools: Tools): Promise<Outcome> {
  const command: Command = { command: 'transfer', request }
  const found = examine(command) ?? (await answerBeforehand(tx, command, accountsOf(request.postings)))
  if (found.kind !== 'new') return found
  const decision = decideTransfer(request, found.balances)
  if ('reason' in decision) return decision
  return record(tx, tools, { ...entryOf(command, found.journalId, request.kind, tools), effect: decision })
}

async function hold(tx: Transaction, request: HoldRequest, tools: Tools): Promise<Outcome> {
  const command: Command = { command: 'hold', request }
  const found = examine(command) ?? (await answerBeforehand(tx, command, [request.account]))
  if (found.kind !== 'new') return found
  const existing = await readHold(tx, request.holdId)
  const decision = decideHold(request, existing === null ? null : stateOf(existing), found.balances)
  if ('reason' in decision) return decision
  const made = madeBy(request, found.journalId)
  const entry = entryOf(command, found.journalId, 'hold', tools)
  const recorded = await record(tx, tools, { ...entry, effect: decision, made })
  await insertHold(tx, made, tools.sealer)
  return recorded
}

async function postHold(tx: Transaction, request: PostHoldRequest, tools: Tools): Promise<Outcome> {
  const command: Command = { command: 'post-hold', request }
  const found = examine(command) ?? (await lockHold(tx, command, accountsOf(request.destinations)))
  if (found.kind !== 'new') return found
  const { hold } = found
  const entry = entryOf(command, found.journalId, request.kind, tools)
  const nowMs = Number(entry.row.created_at_ms)
  const decision = decidePostHold(request, stateOf(hold), found.balances, nowMs)
  if ('reason' in decision) return decision
  const postedUnits = request.destinations.reduce((sum, { amountUnits }) => sum + amountUnits, 0n)
  const resolved = resolvedBy(hold, found.journalId, postedUnits)
  const recorded = await record(tx, tools, { ...entry, effect: decision, resolved })
  await resolveHold(tx, resolved, tools.sealer)
  return recorded
}

async function voidHold(tx: Transaction, request: VoidHoldRequest, tools: Tools): Promise<Outcome> {
  const command: Command = { command: 'void-hold', request }
  const found = examine(command) ?? (await lockHold(tx, command, []))
  if (found.kind !== 'new') return found
  const decision = decideVoidHold(stateOf(found.hold))
  if ('reason' in decision) return decision
  const resolved = resolvedBy(found.hold, found.journalId, 0n)
  const entry = entryOf(command, found.journalId, 'void-hold', tools)
  const recorded = await record(tx, tools, { ...entry, effect: decision, resolved })
  await resolveHold(tx, resolved, tools.sealer)
  return recorded
}

async function voidExpiredHolds(tx: Transaction, limit: number, tools: Tools): Promise<readonly string[]> {
  const expired = await readExpiredHolds(tx, tools.clock.nowMs(), limit)
  for (const holdId of expired) {
    const label = { idempotencyKey: `expire:${holdId}`, reference: '', memo: 'the hold expired' }
    const outcome = await voidHold(tx, { ...label, holdId }, tools)
    if (outcome.kind === 'rejected')
      throw new Error(`hold ${holdId} expired and cannot be voided: ${outcome.reason}`)
  }
  return expired
}

type NewCommand = Extract<Lookup, { kind: 'new' }>

/** What can be answered without a balance: a replay, or a key used for something else. Else the locked accounts. */
async function answerBeforehand(
  tx: Transaction,
  command: Command,
  accounts: readonly string[],
): Promise<Outcome | NewCommand> {
  const { idempotencyKey } = command.request
  const found = await lookUp(tx, idempotencyKey, accounts)
  if (found.kind === 'new') return found
  if (found.requestHash !== requestHash(command)) return rejected('idempotency-conflict', idempotencyKey)
  return { kind: 'recorded', journalId: found.journalId, isReplay: true }
}

/** Locks the hold's account with the others, then reads the hold again: it may have been resolved while waiting. */
async function lockHold(
  tx: Transaction,
  command: Extract<Command, { command: 'post-hold' | 'void-hold' }>,
  otherAccounts: readonly string[],
): Promise<Outcome | (NewCommand & { readonly hold: HoldRow })> {
  const { holdId } = command.request
  const seen = await readHold(tx, holdId)
  const accounts = seen === null ? [] : [seen.account_id, ...otherAccounts]
  const found = await answerBeforehand(tx, command, accounts)
  if (found.kind !== 'new') return found
  if (seen === null) return rejected('unknown-hold', holdId)
  const hold = await readHold(tx, holdId)
  if (hold === null) throw new Error(`hold ${holdId} was there and is gone`)
  return { ...found, hold }
}

interface Entry {
  readonly row: JournalRow
  readonly effect: Effect
  readonly made?: HoldRow
  readonly resolved?: HoldRow
}

function entryOf(command: Command, journalId: bigint, kind: string, { clock }: Tools): Pick<Entry, 'row'> {
  const { idempotencyKey, bountyId, round, reference, memo } = command.request
  const row = {
    id: journalId,
    idempotency_key: idempotencyKey,
    request_hash: requestHash(command),
    kind,
    bounty_id: bountyId ?? null,
    round: round ?? null,
    reference,
    memo,
    posting_count: 0,
    created_at_ms: BigInt(clock.nowMs()),
  }
  return { row }
}

async function record(tx: Transaction, { sealer }: Tools, entry: Entry): Promise<Recorded> {
  const { effect, made = null, resolved = null } = entry
  const row = { ...entry.row, posting_count: effect.postings.length }
  const seal = sealer.sealOf(journalRow(row, { postings: effect.postings, made, resolved }))
  await writeJournal(tx, row, effect, seal)
  return { kind: 'recorded', journalId: row.id, isReplay: false }
}

function accountsOf(postings: readonly Posting[]): readonly string[] {
  return postings.map(({ account }) => account)
}

function stateOf({ id, account_id, amount, expires_at_ms, state }: HoldRow): HoldState {
  const expiresAtMs = expires_at_ms === null ? null : Number(expires_at_ms)
  return { holdId: id, account: account_id, amountUnits: amount, expiresAtMs, state }
}

function madeBy({ holdId, account, amountUnits, expiresAtMs }: HoldRequest, journalId: bigint): HoldRow {
  return {
    id: holdId,
    journal_id: journalId,
    account_id: account,
    amount: amountUnits,
    expires_at_ms: expiresAtMs === undefined ? null : BigInt(expiresAtMs),
    state: 'pending',
    resolved_by: null,
    posted_amount: 0n,
  }
}

/** `postedUnits` of 0 means that it was voided. */
function resolvedBy(hold: HoldRow, journalId: bigint, postedUnits: bigint): HoldRow {
  const state = postedUnits > 0n ? 'posted' : 'voided'
  return { ...hold, state, resolved_by: journalId, posted_amount: postedUnits }
}
