/** Transactions as rows: who asked for which call, and who approved it. */
import type { Transaction } from './storage.ts'

type Reader = Pick<Transaction, 'selectFrom'>

/** Whoever asked. */
export interface Asker {
  readonly organisation: string
  readonly role: string
}

/** Those of a member since a time, newest first. */
export async function transactionsOf(
  db: Reader,
  { organisation, role }: Asker,
  sinceMs: number,
  most: number,
) {
  return db
    .selectFrom('call_transaction')
    .selectAll()
    .where('organisation', '=', organisation)
    .where('role', '=', role)
    .where('requested_at_ms', '>', BigInt(sinceMs))
    .orderBy('requested_at_ms', 'desc')
    .limit(most)
    .execute()
}

/** Those of a member that may still be used or approved. */
export async function openTransactionsOf(db: Reader, { organisation, role }: Asker, nowMs: number) {
  return db
    .selectFrom('call_transaction')
    .selectAll()
    .where('organisation', '=', organisation)
    .where('role', '=', role)
    .where('used_at_ms', '=', 0n)
    .where('waits_until_ms', '>', BigInt(nowMs))
    .execute()
}

/** How many a member has asked for since a time. */
export async function countTransactionsOf(
  db: Reader,
  { organisation, role }: Asker,
  sinceMs: number,
): Promise<number> {
  const { count } = await db
    .selectFrom('call_transaction')
    .select(eb => eb.fn.countAll<bigint>().as('count'))
    .where('organisation', '=', organisation)
    .where('role', '=', role)
    .where('requested_at_ms', '>', BigInt(sinceMs))
    .executeTakeFirstOrThrow()
  return Number(count)
}

/** Those of anybody that need approval, since a time, newest first. */
export async function transactionsToApprove(db: Reader, sinceMs: number, most: number) {
  return db
    .selectFrom('call_transaction')
    .selectAll()
    .where('needs_approval', '=', true)
    .where('requested_at_ms', '>', BigInt(sinceMs))
    .orderBy('requested_at_ms', 'desc')
    .limit(most)
    .execute()
}

export type TransactionRow = Awaited<ReturnType<typeof transactionsOf>>[number]
