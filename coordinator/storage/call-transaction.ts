/** Uses up what a call is let in by. */
import type { Transaction } from './storage.ts'

export interface LetInBy {
  /** Hex. */
  readonly id: string
  readonly keyId: string
  /** `/parley.v1.Service/Method` */
  readonly method: string
  /** SHA-256 of the request, hex. */
  readonly requestHash: string
  readonly atMs: number
}

/** Whether there is such a transaction of this key, for these bytes, that is good now: in one statement, so that it is used once. */
export async function useTransaction(
  tx: Transaction,
  { id, keyId, method, requestHash, atMs }: LetInBy,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('call_transaction')
    .set({ used_at_ms: BigInt(atMs) })
    .where('id', '=', id)
    .where('key_id', '=', keyId)
    .where('method', '=', method)
    .where('request_hash', '=', requestHash)
    .where('used_at_ms', '=', 0n)
    .where('good_until_ms', '>', BigInt(atMs))
    .executeTakeFirstOrThrow()
  return numUpdatedRows === 1n
}
