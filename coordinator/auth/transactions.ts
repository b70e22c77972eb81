/**
 * Transactions: a call that money, keys or somebody's judgement hangs on is asked for beforehand with its exact bytes, if need be under a
 * one-time code and another person's approval, and then let in once. Whoever steals a key has neither the code nor the other person.
 */
import { fromHex, sha256, toHex } from '../../aggregation/index.ts'
import { auditEvent } from '../../protos/audit/index.ts'
import { DecodeError } from '../../protos/codec/index.ts'
import { mayCall, mayNotCall, type OperationName, operationAt, operations } from '../../protos/operations.ts'
import { type Answer, granted, type Refusal, refused } from '../../protos/reasons.ts'
import type { Caller, CoordinatorService } from '../../protos/service.ts'
import { keyIdOf } from '../../protos/signed-request.ts'
import type { ApprovalRequest, Role, Transaction } from '../../protos/types.ts'
import type { Audit } from '../audit/index.ts'
import {
  countTransactionsOf,
  openTransactionsOf,
  type Storage,
  type Transaction as StorageTransaction,
  type TransactionRow,
  transactionsOf,
  transactionsToApprove,
} from '../storage/index.ts'
import type { World } from '../world.ts'
import { type ConfirmationPolicy, type Needed, neededFor } from './confirmation.ts'
import { type KeyOwner, ownerOf } from './key-states.ts'
import type { Members } from './members.ts'
import { type CheckCode, type CodeAnswer, codeRefused, type SecondFactors } from './second-factors.ts'
import { approves } from './sides.ts'

export interface TransactionParts {
  readonly storage: Storage
  readonly world: Pick<World, 'nowMs' | 'random'>
  readonly confirmation: ConfirmationPolicy
  readonly audit: Pick<Audit, 'record'>
  readonly members: Pick<Members, 'keys'>
}

const dayMs = 24 * 3_600_000
/** How long it is good once nothing more is needed; how long it waits for a person; and then. */
const [goodMs, waitsMs, approvedMs] = [60_000, dayMs, 3_600_000]
/** Of one member: at a time, and in a day. */
const [mostOpen, mostWaiting, mostInDay] = [256, 16, 20_000]
const shownMs = 7 * dayMs
const mostShown = 100

type TransactionOperations = Pick<
  CoordinatorService,
  'requestTransaction' | 'approveTransaction' | 'listTransactions'
>
type Member = Caller & { readonly role: Role }

export function transactionOperations(
  parts: TransactionParts,
  factors: SecondFactors,
): TransactionOperations {
  const { storage, world, confirmation, audit, members } = parts

  async function request(
    tx: StorageTransaction,
    check: CheckCode,
    caller: Member,
    name: OperationName,
    bytes: Uint8Array,
    code: string,
  ): Promise<Answer<Transaction>> {
    const nowMs = world.nowMs()
    const keyId = toHex(keyIdOf(caller.identityKey))
    const requestHash = toHex(sha256(bytes))
    const method = operations[name].path
    const open = await openTransactionsOf(tx, caller, nowMs)
    // Whoever was cut off while it waited asks again, and gets what it had. Two that wait for nobody are two calls.
    const same = open.find(
      row =>
        row.needs_approval &&
        row.key_id === keyId &&
        row.method === method &&
        row.request_hash === requestHash,
    )
    if (same !== undefined) return granted(shown(same, nowMs))
    if (
      open.filter(row => row.needs_approval).length >= mostWaiting ||
      open.length >= mostOpen ||
      (await countTransactionsOf(tx, caller, nowMs - dayMs)) >= mostInDay
    )
      return refused(
        'wrong-state',
        `a member asks for at most ${mostOpen} calls at a time, ${mostWaiting} that wait for somebody, and ${mostInDay} a day; make those first`,
      )
    const needed = neededFor(name, caller, bytes, members)
    const answer = needed === 'signature' ? 'good' : await check(caller, code)
    if (!isEnough(answer, needed, confirmation)) return codeRefused(answer)
    const isWaiting =
      needed === 'second-person' && confirmation.needsSecondPerson && isSomebodyElse(caller, members)
    const row: TransactionRow = {
      id: toHex(world.random.bytes(16)),
      key_id: keyId,
      organisation: caller.organisation,
      role: caller.role,
      method,
      request: isWaiting ? Buffer.from(bytes) : Buffer.alloc(0),
      request_hash: requestHash,
      needs_approval: isWaiting,
      requested_at_ms: BigInt(nowMs),
      waits_until_ms: BigInt(nowMs + (isWaiting ? waitsMs : goodMs)),
      good_until_ms: BigInt(isWaiting ? 0 : nowMs + goodMs),
      approved_by: '',
      approver_key_id: null,
      used_at_ms: 0n,
    }
    await tx.insertInto('call_transaction').values(row).execute()
    return granted(shown(row, nowMs))
  }

  async function approve(
    tx: StorageTransaction,
    check: CheckCode,
    approver: Member,
    { transactionId, method, requestHash, code }: ApprovalRequest,
  ): Promise<Answer<Transaction>> {
    const nowMs = world.nowMs()
    const row = await tx
      .selectFrom('call_transaction')
      .selectAll()
      .where('id', '=', toHex(transactionId))
      .forUpdate()
      .executeTakeFirst()
    if (row === undefined || !seesIt(approver, row)) return noTransaction()
    const { state } = shown(row, nowMs)
    if (state !== 'waiting')
      return refused('wrong-state', `the transaction is ${state}, and waits for nobody's approval`)
    if (row.request_hash !== toHex(requestHash) || row.method !== method)
      return refused('malformed', 'it is for another call than the one that you approve; look at it again', {
        field: row.method === method ? 'requestHash' : 'method',
      })
    if (isOf(approver, row))
      return refused('forbidden', 'somebody else must approve what you asked for', {
        field: 'transactionId',
      })
    const answer = await check(approver, code)
    if (!isEnough(answer, 'second-factor', confirmation)) return codeRefused(answer)
    const keyId = toHex(keyIdOf(approver.identityKey))
    const approved = {
      approved_by: `${approver.organisation} ${approver.role}`,
      approver_key_id: keyId,
      good_until_ms: BigInt(nowMs + approvedMs),
      waits_until_ms: BigInt(nowMs + approvedMs),
    }
    await tx.updateTable('call_transaction').set(approved).where('id', '=', row.id).execute()
    const { organisation, role } = approver
    // What was approved stays written down when the row is gone.
    const detail = `transaction ${row.id} of ${row.organisation} ${row.role}: ${row.method} with ${row.request_hash}`
    await audit.record(
      tx,
      auditEvent({ atMs: nowMs, kind: 'transaction-approved', organisation, role, keyId, detail }),
    )
    return granted(shown({ ...row, ...approved }, nowMs))
  }

  return {
    async requestTransaction(caller, { method, request: bytes, code }) {
      const name = operationAt(method)
      if (name === undefined || operations[name].confirmation === 'none')
        return refused('malformed', `${method} is not called with a transaction`, { field: 'method' })
      const { role } = caller
      if (role === 'anyone' || !mayCall(name, role)) return mayNotCall(role, name)
      const fault = faultIn(name, bytes)
      if (fault !== undefined) return fault
      // A wrong code is counted although it is refused: the answer is a value, and the rows stay.
      return factors.withCodes((tx, check) => request(tx, check, { ...caller, role }, name, bytes, code))
    },
    async approveTransaction(caller, approval) {
      const { role } = caller
      if (role === 'anyone') return noTransaction()
      return factors.withCodes((tx, check) => approve(tx, check, { ...caller, role }, approval))
    },
    async listTransactions(caller) {
      const owner = ownerOf(caller)
      if (owner === undefined) return granted({ transactions: [] })
      const nowMs = world.nowMs()
      const own = await transactionsOf(storage.db, owner, nowMs - shownMs, mostShown)
      const others = approves(owner.role)
        ? (await transactionsToApprove(storage.db, nowMs - shownMs, mostShown)).filter(
            row => !isOf(owner, row),
          )
        : []
      const all = [...own, ...others].sort((a, b) => Number(b.requested_at_ms - a.requested_at_ms))
      return granted({ transactions: all.slice(0, mostShown).map(row => shown(row, nowMs)) })
    },
  }
}

function isOf(owner: KeyOwner, row: Pick<TransactionRow, 'organisation' | 'role'>): boolean {
  return owner.organisation === row.organisation && owner.role === row.role
}

/** Whoever asked, and whoever approves. */
function seesIt(owner: KeyOwner, row: TransactionRow): boolean {
  return isOf(owner, row) || (row.needs_approval && approves(owner.role))
}

/** Where nobody else is there yet who could approve, the first of them cannot be waited for. */
function isSomebodyElse(caller: KeyOwner, { keys }: Pick<Members, 'keys'>): boolean {
  return keys
    .all()
    .some(
      key =>
        approves(key.role) &&
        (key.organisation !== caller.organisation || key.role !== caller.role) &&
        (key.state === 'active' || key.state === 'retiring'),
    )
}

/** Whether what a code came to does for what is needed. */
function isEnough(
  answer: CodeAnswer,
  needed: Needed,
  { needsSecondFactor }: ConfirmationPolicy,
): answer is 'good' {
  if (answer === 'good') return true
  const isInsisted = needed !== 'transaction' && needsSecondFactor
  return (answer === 'no-factor' || answer === 'too-young') && !isInsisted
}

function shown(row: TransactionRow, nowMs: number): Transaction {
  const isGood = row.good_until_ms > 0n
  const endsAtMs = Number(isGood ? row.good_until_ms : row.waits_until_ms)
  const state = row.used_at_ms > 0n ? 'used' : endsAtMs <= nowMs ? 'lapsed' : isGood ? 'good' : 'waiting'
  return {
    transactionId: fromHex(row.id),
    method: row.method,
    request: Uint8Array.from(row.request),
    organisation: row.organisation,
    role: row.role as Role,
    state,
    requestedAtMs: Number(row.requested_at_ms),
    endsAtMs,
    approvedBy: row.approved_by,
  }
}

function noTransaction(): Refusal {
  return refused('not-found', 'there is no such transaction that you may approve', {
    field: 'transactionId',
  })
}

/** What the method would refuse to read is refused before anybody is asked for it. */
function faultIn(name: OperationName, bytes: Uint8Array): Refusal | undefined {
  try {
    operations[name].request.decode(bytes)
    return undefined
  } catch (fault) {
    if (!(fault instanceof DecodeError)) throw fault
    return refused('malformed', `the request cannot be read: ${fault.message}`, { field: 'request' })
  }
}
