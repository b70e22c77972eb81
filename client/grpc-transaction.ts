/** The transaction that a call of much consequence is let in by: asked for, with a code where one is needed, and waited for where a person is. */
import { setTimeout as pause } from 'node:timers/promises'
import { equalBytes } from '../aggregation/index.ts'
import {
  type Answer,
  granted,
  refused,
  type Transaction,
  type TransactionList,
  type TransactionRequest,
} from '../protos/index.ts'

export interface Confirming {
  /** Asks the person for a code of the second factor; undefined where nobody can be asked. */
  readonly askCode?: (why: string) => Promise<string | undefined>
  /** Told that another person has to approve; without it nothing is waited for. */
  readonly onWaiting?: (transaction: Transaction) => void
}

export interface TransactionCalls extends Confirming {
  requestTransaction(request: TransactionRequest): Promise<Answer<Transaction>>
  listTransactions(): Promise<Answer<TransactionList>>
}

const askEveryMs = 2_000

/** Its id, once the call may be made; a refusal that says what is missing. `request` is the exact bytes of the call. */
export async function obtainTransaction(
  calls: TransactionCalls,
  method: string,
  request: Uint8Array,
  signal?: AbortSignal,
): Promise<Answer<Uint8Array>> {
  const asked = await withCode(calls, { method, request, code: '' })
  if (asked.kind === 'refused') return asked
  const { transactionId, state } = asked.value
  if (state === 'good') return granted(transactionId)
  if (calls.onWaiting === undefined) return waiting(asked.value)
  calls.onWaiting(asked.value)
  return approved(calls, transactionId, signal)
}

/**
 * Calls under a transaction, and once more under another where that one was good no more: the key turned over in between, or the same was
 * asked for twice at once. The door refuses before anything is done.
 */
export async function underTransaction<T>(
  obtain: () => Promise<Answer<Uint8Array>>,
  call: (transactionId: Uint8Array) => Promise<Answer<T>>,
): Promise<Answer<T>> {
  const attempt = async () => {
    const transaction = await obtain()
    return transaction.kind === 'refused' ? transaction : call(transaction.value)
  }
  const answer = await attempt()
  return answer.kind === 'refused' && answer.reason === 'transaction-needed' ? attempt() : answer
}

async function withCode(calls: TransactionCalls, request: TransactionRequest): Promise<Answer<Transaction>> {
  const answer = await calls.requestTransaction(request)
  if (answer.kind === 'granted' || answer.reason !== 'code-needed') return answer
  const code = await calls.askCode?.(answer.message)
  return code === undefined ? answer : calls.requestTransaction({ ...request, code })
}

async function approved(
  calls: TransactionCalls,
  transactionId: Uint8Array,
  signal: AbortSignal | undefined,
): Promise<Answer<Uint8Array>> {
  for (;;) {
    const listed = await calls.listTransactions()
    if (listed.kind === 'refused') return listed
    const found = listed.value.transactions.find(each => equalBytes(each.transactionId, transactionId))
    if (found?.state === 'good') return granted(transactionId)
    if (found?.state !== 'waiting')
      return refused('approval-needed', 'nobody approved it in time; ask again, and the other person with it')
    try {
      await pause(askEveryMs, undefined, signal === undefined ? {} : { signal })
    } catch {
      return waiting(found)
    }
  }
}

function waiting({ transactionId, endsAtMs }: Transaction): Answer<never> {
  const id = Buffer.from(transactionId).toString('hex')
  const until = new Date(endsAtMs).toISOString()
  return refused(
    'approval-needed',
    `another person has to approve this until ${until}: \`parley approvals approve ${id}\`; then do the same again`,
  )
}
