/** Rows of sessions. The numbers of a session are used once each, whichever process over the database is asked. */
import { sql } from 'kysely'
import type { Transaction } from './storage.ts'

/** How far behind the highest number of a session a smaller one may come in, once: calls overtake one another. */
export const sequenceWindow = 63

export interface SessionRow {
  /** Hex. */
  readonly id: string
  readonly keyId: string
  /** SHA-256 of the certificate that it was begun under, hex, or empty. */
  readonly certificate: string
  readonly endsAtMs: number
}

/** A call in a session. */
export interface NumberedCall extends Omit<SessionRow, 'endsAtMs'> {
  readonly sequence: number
  readonly atMs: number
}

/** Whether this is the first time that a session of this name is written; once written, it is the same for good. */
export async function addSession(
  tx: Transaction,
  { id, keyId, certificate, endsAtMs }: SessionRow,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('session')
    .values({ id, key_id: keyId, certificate, ends_at_ms: BigInt(endsAtMs) })
    .onConflict(conflict => conflict.column('id').doNothing())
    .executeTakeFirstOrThrow()
  return numInsertedOrUpdatedRows === 1n
}

/**
 * Uses up one number of a session: in one statement, so that of two calls under the same number one is first. Numbers grow as in
 * RFC 4303, section 3.4.3: `seen` has a bit for each of the last 63 up to the highest.
 */
export async function useSequence(
  tx: Transaction,
  { id, keyId, certificate, sequence, atMs }: NumberedCall,
): Promise<'used' | 'no-session' | 'used-before'> {
  const number = sql`${BigInt(sequence)}::bigint`
  // Never a number that a shift cannot take, whatever order the database looks at conditions in.
  const behind = sql`least(greatest(highest - ${number}, 0), 62)::integer`
  const ahead = sql`least(greatest(${number} - highest, 0), 63)::integer`
  const isLive = sql`id = ${id} and key_id = ${keyId} and certificate = ${certificate} and ends_at_ms > ${BigInt(atMs)}::bigint`
  const { numAffectedRows } = await sql`update session set
      seen = case
        when ${number} <= highest then seen | (1::bigint << ${behind})
        when ${number} - highest >= ${sequenceWindow} then 1
        else ((seen << ${ahead}) & ${maximumSeen}::bigint) | 1
      end,
      highest = greatest(highest, ${number})
    where ${isLive} and ${number} > 0 and (${number} > highest
      or (highest - ${number} < ${sequenceWindow} and seen & (1::bigint << ${behind}) = 0))`.execute(tx)
  if (numAffectedRows === 1n) return 'used'
  const live = await sql`select from session where ${isLive}`.execute(tx)
  return live.rows.length === 1 ? 'used-before' : 'no-session'
}

/** 63 bits: the sign stays clear. */
const maximumSeen = 2n ** BigInt(sequenceWindow) - 1n
