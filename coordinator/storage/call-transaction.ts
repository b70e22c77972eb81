/** Uses up what a call is let in by. */
import { sql } from 'kysely'
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

/**
 * Whether there is such a transaction of this key, for these bytes, that is good now: in one statement, so that it is used once. What
 * somebody approved whose key was revoked since is good no more.
 */
export async function useTransaction(
  tx: Transaction,
  { id, keyId, method, requestHash, atMs }: LetInBy,
): Promise<boolean> {
  const nowMs = sql`${BigInt(atMs)}::bigint`
  const { numAffectedRows } = await sql`update call_transaction set used_at_ms = ${nowMs}
    where id = ${id} and key_id = ${keyId} and method = ${method} and request_hash = ${requestHash}
      and used_at_ms = 0 and good_until_ms > ${nowMs}
      and (approver_key_id is null or exists (select from member_key
        where member_key.key_id = approver_key_id and state <> 'revoked'))`.execute(tx)
  return numAffectedRows === 1n
}
