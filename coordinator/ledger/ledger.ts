import { worldAccount } from '../../aggregation/index.ts'
import { openRowSealer, type Transaction } from '../storage/index.ts'
import { type AuditSources, auditLedger } from './audit.ts'
import { type BatchRejected, recordAll, type Tools } from './batch.ts'
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
  type Recorded,
  type Rejected,
  rejected,
  type TransferRequest,
  type VoidHoldRequest,
} from './commands.ts'
import { insertAccount, readBalance, readBalances, readExpiredHolds } from './ledger-store.ts'
import type { AuditReport } from './replay.ts'
import { assetRow } from './sealed-rows.ts'
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
  /** Commands in their order, each judged by what those before it left: all are recorded, or none and the first refused is named. */
  recordAll(tx: Transaction, commands: readonly Command[]): Promise<readonly Recorded[] | BatchRejected>
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

/**
 * The ledger. It has no state of its own: everything is in the database, but for the key of 32 bytes under which rows
 * are sealed, so that whoever has the database alone changes none of them unnoticed.
 */
export function createLedger(clock: Clock, key: Uint8Array): Ledger {
  const tools: Tools = { clock, sealer: openRowSealer(key) }
  return {
    openAsset: (tx, asset) => openAsset(tx, asset, tools),
    openAccount: (tx, account) => openAccount(tx, account, tools),
    // A deposit of less than nothing would name the world as what is wrong.
    deposit: async (tx, request) =>
      request.amountUnits < 0n
        ? rejected('negative-amount', request.account)
        : record(tx, depositCommand(request), tools),
    transfer: (tx, request) => record(tx, { command: 'transfer', request }, tools),
    hold: (tx, request) => record(tx, { command: 'hold', request }, tools),
    postHold: (tx, request) => record(tx, { command: 'post-hold', request }, tools),
    voidHold: (tx, request) => record(tx, { command: 'void-hold', request }, tools),
    recordAll: (tx, commands) => recordAll(tx, commands, tools),
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

function depositCommand({ account, amountUnits, ...label }: DepositRequest): Command {
  const postings = [
    { account, amountUnits },
    { account: worldAccount, amountUnits: -amountUnits },
  ]
  return { command: 'transfer', request: { ...label, kind: 'deposit', postings } }
}

async function record(tx: Transaction, command: Command, tools: Tools): Promise<Outcome> {
  const answer = await recordAll(tx, [command], tools)
  if (!('reason' in answer)) return answer[0]!
  const { reason, culprit } = answer
  return rejected(reason, culprit)
}

async function voidExpiredHolds(tx: Transaction, limit: number, tools: Tools): Promise<readonly string[]> {
  const expired = await readExpiredHolds(tx, tools.clock.nowMs(), limit)
  const commands = expired.map((holdId): Command => {
    const label = { idempotencyKey: `expire:${holdId}`, reference: '', memo: 'the hold expired' }
    return { command: 'void-hold', request: { ...label, holdId } }
  })
  const answer = await recordAll(tx, commands, tools)
  if ('reason' in answer)
    throw new Error(`hold ${expired[answer.place]} expired and cannot be voided: ${answer.reason}`)
  return expired
}
