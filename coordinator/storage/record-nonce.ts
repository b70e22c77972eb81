/** One statement that looks at a key and records the nonce of a request that it signed. */
import { sql } from 'kysely'
import type { Transaction } from './storage.ts'

/** A nonce that was used, and by whom: a key of a member under its version, or one that no member has. */
export interface UsedNonce {
  readonly keyId: string
  /** Absent: of no member. */
  readonly keyVersion: number | undefined
  readonly nonceHash: string
  readonly atMs: number
}

/** Whether the row was written: the nonce is new, and the key good at this instant as what is committed has it. */
export async function recordNonce(
  tx: Transaction,
  { keyId, keyVersion, nonceHash, atMs }: UsedNonce,
): Promise<boolean> {
  const nowMs = BigInt(atMs)
  const isGood =
    keyVersion === undefined
      ? sql`not exists (select from member_key where key_id = ${keyId})`
      : sql`exists (select from member_key where key_id = ${keyId} and version = ${keyVersion}
          and state in ('pending', 'active', 'retiring')
          and not_before_ms <= ${nowMs}::bigint and ${nowMs}::bigint < not_after_ms)`
  const { numAffectedRows } = await sql`insert into nonce (key_id, nonce_hash, seen_at_ms)
    select ${keyId}, ${nonceHash}, ${nowMs}::bigint where ${isGood}
    on conflict (key_id, nonce_hash) do nothing`.execute(tx)
  return numAffectedRows === 1n
}
