/** Messages that are to be sent, as rows: written before the first attempt, gone after the last. */
import type { Transaction } from '../storage/index.ts'

type Reader = Pick<Transaction, 'selectFrom'>

export interface Message {
  /** Told as `webhook-id`, the same at every attempt. */
  readonly messageId: string
  readonly webhookId: string
  readonly body: string
  /** Attempts that failed. */
  readonly failed: number
}

/** To be sent at once, in this order. */
export async function queueMessages(
  tx: Transaction,
  messages: readonly Message[],
  nowMs: number,
): Promise<void> {
  for (let from = 0; from < messages.length; from += rowsPerStatement)
    await tx
      .insertInto('webhook_outbox')
      .values(
        messages.slice(from, from + rowsPerStatement).map(({ messageId, webhookId, body, failed }) => ({
          ...{ id: messageId, webhook_id: webhookId, body, failed },
          next_at_ms: BigInt(nowMs),
        })),
      )
      .execute()
}

/** Five parameters each, well below what a statement takes. */
const rowsPerStatement = 1_000

/** Messages whose time has come, the earliest first: at most so many of one webhook, and so many of all. */
export async function dueMessages(
  db: Reader,
  nowMs: number,
  most: { readonly ofOne: number; readonly ofAll: number },
): Promise<readonly Message[]> {
  const rows = await db
    .selectFrom(
      db
        .selectFrom('webhook_outbox')
        .selectAll()
        .select(eb =>
          eb.fn
            .agg<bigint>('row_number')
            .over(part => part.partitionBy('webhook_id').orderBy('next_at_ms').orderBy('ordinal'))
            .as('place'),
        )
        .where('next_at_ms', '<=', BigInt(nowMs))
        .as('due'),
    )
    .selectAll()
    .where('place', '<=', BigInt(most.ofOne))
    .orderBy('next_at_ms')
    .orderBy('ordinal')
    .limit(most.ofAll)
    .execute()
  return rows.map(({ id, webhook_id: webhookId, body, failed }) => ({
    messageId: id,
    ...{ webhookId, body, failed },
  }))
}

/** When the next message after `nowMs` is due; undefined where none is. */
export async function nextDueMs(db: Reader, nowMs: number): Promise<number | undefined> {
  const { next } = await db
    .selectFrom('webhook_outbox')
    .select(eb => eb.fn.min('next_at_ms').as('next'))
    .where('next_at_ms', '>', BigInt(nowMs))
    .executeTakeFirstOrThrow()
  return next === null ? undefined : Number(next)
}

/** How many wait, by webhook. */
export async function countWaiting(
  db: Reader,
  webhookIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  if (webhookIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('webhook_outbox')
    .select(['webhook_id', eb => eb.fn.countAll<bigint>().as('count')])
    .where('webhook_id', 'in', [...webhookIds])
    .groupBy('webhook_id')
    .execute()
  return new Map(rows.map(({ webhook_id, count }) => [webhook_id, Number(count)]))
}

export async function postpone(tx: Transaction, messageId: string, nextAtMs: number): Promise<void> {
  await tx
    .updateTable('webhook_outbox')
    .set(eb => ({ failed: eb('failed', '+', 1), next_at_ms: BigInt(nextAtMs) }))
    .where('id', '=', messageId)
    .execute()
}

export async function deleteMessage(tx: Transaction, messageId: string): Promise<void> {
  await tx.deleteFrom('webhook_outbox').where('id', '=', messageId).execute()
}

/** Those of a webhook that is told nothing more; how many there were. */
export async function deleteMessagesOf(tx: Transaction, webhookId: string): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom('webhook_outbox')
    .where('webhook_id', '=', webhookId)
    .executeTakeFirst()
  return Number(numDeletedRows)
}
