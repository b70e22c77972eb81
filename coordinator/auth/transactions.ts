/**
 * Transactions: a call that money, keys or somebody's judgement hangs on is asked for beforehand with its exact bytes, if need be under a
 * one-time code and another person's approval, and then let in once. Whoever steals a key has neither the code nor the other person.
 */
import { fromHex, sha256, toHex } from '../../aggregation/index.ts'
import { DecodeError } from '../../protos/codec/index.ts'
import {
  mayCall,
  mayNotCall,
  type OperationName,
  operationNames,
  operations,
} from '../../protos/operations.ts'
import { type Answer, granted, type Refusal, refused } from '../../protos/reasons.ts'
import type { Caller, CoordinatorService } from '../../protos/service.ts'
import { keyIdOf } from '../../protos/signed-request.ts'
import type { Role, Transaction, TransactionState } from '../../protos/types.ts'
import type { Storage, Transaction as StorageTransaction } from '../storage/index.ts'
import type { World } from '../world.ts'
import { codeRefused, ownerOf, type SecondFactors } from './second-factors.ts'

/** What this coordinator insists on. */
export interface ConfirmationPolicy {
  /** Whoever has no second factor may not, where the method asks for one. */
  readonly needsSecondFactor: boolean
  /** Another member approves, where the method asks for one. */
  readonly needsSecondPerson: boolean
}

/** As it is in an environment: people play all parts themselves where nothing is at stake. */
export function usualConfirmation(environment: string): ConfirmationPolicy {
  const isLive = environment === 'live'
  return { needsSecondFactor: isLive, needsSecondPerson: isLive }
}

export interface TransactionParts {
  readonly storage: Storage
  readonly world: Pick<World, 'nowMs' | 'random'>
  readonly confirmation: ConfirmationPolicy
}

/** How long it is good once nothing more is needed; how long it waits for a person; and then. */
const [goodMs, waitsMs, approvedMs] = [60_000, 24 * 3_600_000, 3_600_000]
const mostWaiting = 16
const shownMs = 7 * 24 * 3_600_000
const mostShown = 100

type TransactionOperations = Pick<
  CoordinatorService,
  'requestTransaction' | 'approveTransaction' | 'listTransactions'
>

export function transactionOperations(
  { storage, world, confirmation }: TransactionParts,
  factors: SecondFactors,
): TransactionOperations {
  async function request(
    tx: StorageTransaction,
    caller: Caller & { readonly role: Role },
    name: OperationName,
    bytes: Uint8Array,
    code: string,
  ): Promise<Answer<Transaction>> {
    const nowMs = world.nowMs()
    const keyId = toHex(keyIdOf(caller.identityKey))
    const rows = await tx
      .selectFrom('call_transaction')
      .selectAll()
      .where('key_id', '=', keyId)
      .where('used_at_ms', '=', 0n)
      .where('waits_until_ms', '>', BigInt(nowMs))
      .execute()
    // Whoever was cut off while it waited asks again, and gets what it had.
    const same = rows
      .map(row => shown(row, nowMs))
      .find(
        ({ state, ...each }) => each.method === operations[name].path && isOpen(state) && isSame(each, bytes),
      )
    if (same !== undefined) return granted(same)
    if (rows.length >= mostWaiting)
      return refused(
        'wrong-state',
        `${mostWaiting} calls of this key wait to be made already; make them, or wait`,
      )
    const needed = operations[name].confirmation
    const answer = await factors.check(tx, caller, code)
    const isDone = answer === 'good' || (answer === 'no-factor' && !isInsistedOn(needed))
    if (!isDone) return codeRefused(answer)
    const isWaiting = needed === 'second-person' && confirmation.needsSecondPerson
    const row = {
      id: toHex(world.random.bytes(16)),
      key_id: keyId,
      organisation: caller.organisation,
      role: caller.role,
      method: operations[name].path,
      request: Buffer.from(bytes),
      request_hash: toHex(sha256(bytes)),
      requested_at_ms: BigInt(nowMs),
      waits_until_ms: BigInt(nowMs + (isWaiting ? waitsMs : goodMs)),
      good_until_ms: BigInt(isWaiting ? 0 : nowMs + goodMs),
      approved_by: '',
      used_at_ms: 0n,
    }
    await tx.insertInto('call_transaction').values(row).execute()
    return granted(shown(row, nowMs))
  }

  function isInsistedOn(needed: (typeof operations)[OperationName]['confirmation']): boolean {
    return needed !== 'transaction' && confirmation.needsSecondFactor
  }

  return {
    async requestTransaction(caller, { method, request: bytes, code }) {
      const name = operationNames.find(each => operations[each].path === method)
      if (name === undefined || operations[name].confirmation === 'none')
        return refused('malformed', `${method} is not called with a transaction`, { field: 'method' })
      const { role } = caller
      if (role === 'anyone' || !mayCall(name, role)) return mayNotCall(role, name)
      const fault = faultIn(name, bytes)
      if (fault !== undefined) return fault
      // A wrong code is counted although it is refused: the answer is a value, and the rows stay.
      return storage.transaction(tx => request(tx, { ...caller, role }, name, bytes, code))
    },
    async approveTransaction(caller, { transactionId, requestHash, code }) {
      const owner = ownerOf(caller)
      return storage.transaction(async (tx): Promise<Answer<Transaction>> => {
        const nowMs = world.nowMs()
        const row = await tx
          .selectFrom('call_transaction')
          .selectAll()
          .where('id', '=', toHex(transactionId))
          .forUpdate()
          .executeTakeFirst()
        if (owner === undefined || row === undefined || !seesIt(owner, row)) return noTransaction()
        const { state } = shown(row, nowMs)
        if (state !== 'waiting')
          return refused('wrong-state', `the transaction is ${state}, and waits for nobody's approval`)
        if (row.request_hash !== toHex(requestHash))
          return refused('malformed', 'it is for other bytes than those that you approve; look at it again', {
            field: 'requestHash',
          })
        if (isOf(owner, row))
          return refused('forbidden', 'somebody else must approve what you asked for', {
            field: 'transactionId',
          })
        const answer = await factors.check(tx, owner, code)
        const isDone = answer === 'good' || (answer === 'no-factor' && !confirmation.needsSecondFactor)
        if (!isDone) return codeRefused(answer)
        const approved = {
          approved_by: `${owner.organisation} ${owner.role}`,
          good_until_ms: BigInt(nowMs + approvedMs),
          waits_until_ms: BigInt(nowMs + approvedMs),
        }
        await tx.updateTable('call_transaction').set(approved).where('id', '=', row.id).execute()
        return granted(shown({ ...row, ...approved }, nowMs))
      })
    },
    async listTransactions(caller) {
      const owner = ownerOf(caller)
      const nowMs = world.nowMs()
      const rows = await storage.db
        .selectFrom('call_transaction')
        .selectAll()
        .where('requested_at_ms', '>', BigInt(nowMs - shownMs))
        .orderBy('requested_at_ms', 'desc')
        .limit(10 * mostShown)
        .execute()
      const seen = rows.filter(row => owner !== undefined && seesIt(owner, row)).slice(0, mostShown)
      return granted({ transactions: seen.map(row => shown(row, nowMs)) })
    },
  }
}

interface Row {
  readonly id: string
  readonly organisation: string
  readonly role: string
  readonly method: string
  readonly request: Uint8Array
  readonly requested_at_ms: bigint
  readonly waits_until_ms: bigint
  readonly good_until_ms: bigint
  readonly approved_by: string
  readonly used_at_ms: bigint
}

interface Owner {
  readonly organisation: string
  readonly role: Role
}

const isOf = (owner: Owner, row: Row) => owner.organisation === row.organisation && owner.role === row.role
const isOpen = (state: TransactionState) => state === 'waiting' || state === 'good'
const isSame = ({ request }: Pick<Transaction, 'request'>, bytes: Uint8Array) =>
  toHex(request) === toHex(bytes)

/** Whoever asked, and whoever might have. */
function seesIt(owner: Owner, row: Row): boolean {
  const name = operationNames.find(each => operations[each].path === row.method)
  return isOf(owner, row) || (name !== undefined && mayApprove(name, owner.role))
}

/** Of what a second person approves, those who may call it themselves; of the rest, nobody needs to. */
function mayApprove(name: OperationName, role: Role): boolean {
  return operations[name].confirmation === 'second-person' && mayCall(name, role)
}

function shown(row: Row, nowMs: number): Transaction {
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
