/**
 * Requests are accepted once. Nonces of calls that change something are rows, so that neither a restart nor a second
 * process forgets them; those of reads are kept in memory, where a replay would only read again. The statement that writes the
 * row looks at the key too: once a revocation is committed, no process over the database lets such a call in.
 */
import { sha256, toHex } from '../../aggregation/index.ts'
import type { AuditEvent } from '../../protos/audit/index.ts'
import type { Audit } from '../audit/index.ts'
import { recordNonce, type Storage, useSequence, useTransaction } from '../storage/index.ts'
import type { World } from '../world.ts'

/** Transactions are shown for a week. */
const keptTransactionsMs = 8 * 24 * 3_600_000

/** Who signed: a key of a member with its version, or one that nobody has enrolled. */
export interface SigningKey {
  readonly keyId: string
  /** Absent: of nobody. */
  readonly version?: number
}

/** The place of a call in a session of the key that signed it. */
export interface PlaceInSession {
  /** Hex. */
  readonly id: string
  readonly sequence: number
  /** Of the connection, hex, or empty. */
  readonly certificate: string
}

/** What a call of much consequence is let in by. */
export interface LetInBy {
  /** Hex, or empty. */
  readonly id: string
  /** `/parley.v1.Service/Method` */
  readonly method: string
  /** SHA-256 of the request, hex. */
  readonly requestHash: string
}

export type NonceAnswer =
  | 'first'
  | 'seen-before'
  | 'key-not-live'
  | 'no-session'
  | 'used-before'
  | 'no-transaction'

/** What a call that changes something leaves behind with its nonce. */
export interface Change {
  /** Absent: the call needs none. */
  readonly session?: PlaceInSession
  /** Absent: the call needs none. */
  readonly transaction?: LetInBy
  /** What the audit keeps of it, if anything. */
  readonly event?: AuditEvent
}

export interface Nonces {
  /**
   * Remembers a nonce, if this is the first time and the key is good for it; of what changes something with the number in its session
   * and the event that is kept of it. A nonce is used up also where its session refuses the call.
   */
  take(key: SigningKey, nonce: Uint8Array, change: Change | undefined): Promise<NonceAnswer>
  close(): void
}

/** Without `audit` no event is kept. */
export function openNonces(
  storage: Storage,
  world: World,
  windowMs: number,
  audit?: Pick<Audit, 'record'>,
): Nonces {
  const seen = new Map<string, number>()
  let cancel = world.after(windowMs, prune)
  function prune(): void {
    const oldest = world.nowMs() - 2 * windowMs
    for (const [key, atMs] of seen) if (atMs < oldest) seen.delete(key)
    storage
      .transaction(async tx => {
        await tx.deleteFrom('nonce').where('seen_at_ms', '<', BigInt(oldest)).execute()
        await tx
          .deleteFrom('call_transaction')
          .where('requested_at_ms', '<', BigInt(world.nowMs() - keptTransactionsMs))
          .execute()
        await tx.deleteFrom('session').where('ends_at_ms', '<', BigInt(oldest)).execute()
      })
      // Old rows cost space only; the next round tries again.
      .catch(() => undefined)
    cancel = world.after(windowMs, prune)
  }

  function insert(
    { keyId, version }: SigningKey,
    hash: string,
    { session, transaction, event }: Change,
  ): Promise<NonceAnswer | 'not-written'> {
    const atMs = world.nowMs()
    const nonce = { keyId, keyVersion: version, nonceHash: hash, atMs }
    // Nonce and number are one statement each: what they see is what was committed when they began.
    return storage.transaction(
      async tx => {
        if (!(await recordNonce(tx, nonce))) return 'not-written'
        const place = session === undefined ? 'used' : await useSequence(tx, { ...session, keyId, atMs })
        if (place !== 'used') return place
        if (transaction !== undefined && !(await useTransaction(tx, { ...transaction, keyId, atMs })))
          return 'no-transaction'
        if (event !== undefined) await audit?.record(tx, event)
        return 'first'
      },
      { isolation: 'read-committed' },
    )
  }

  return {
    async take(key, nonce, change) {
      const hash = toHex(sha256(nonce))
      const name = `${key.keyId}:${hash}`
      if (seen.has(name)) return 'seen-before'
      seen.set(name, world.nowMs())
      if (change === undefined) return 'first'
      const written = await insert(key, hash, change)
      if (written !== 'not-written') return written
      const row = await storage.db
        .selectFrom('nonce')
        .select('seen_at_ms')
        .where('key_id', '=', key.keyId)
        .where('nonce_hash', '=', hash)
        .executeTakeFirst()
      return row === undefined ? 'key-not-live' : 'seen-before'
    },
    close: () => cancel(),
  }
}
