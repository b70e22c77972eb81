/**
 * Requests are accepted once. Nonces of calls that change something are rows, so that neither a restart nor a second
 * process forgets them; those of reads are kept in memory, where a replay would only read again. The statement that writes the
 * row looks at the key too: once a revocation is committed, no process over the database lets such a call in.
 */
import { sha256, toHex } from '../../aggregation/index.ts'
import type { AuditEvent } from '../../protos/audit/index.ts'
import type { Audit } from '../audit/index.ts'
import { recordNonce, type Storage } from '../storage/index.ts'
import type { World } from '../world.ts'

/** Who signed: a key of a member with its version, or one that nobody has enrolled. */
export interface SigningKey {
  readonly keyId: string
  /** Absent: of nobody. */
  readonly version?: number
}

export type NonceAnswer = 'first' | 'seen-before' | 'key-not-live'

export interface Nonces {
  /** Remembers a nonce, if this is the first time and the key is good for it; of what changes something with the event that is kept of it. */
  take(key: SigningKey, nonce: Uint8Array, changesState: boolean, event?: AuditEvent): Promise<NonceAnswer>
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
      .transaction(tx => tx.deleteFrom('nonce').where('seen_at_ms', '<', BigInt(oldest)).execute())
      // Old rows cost space only; the next round tries again.
      .catch(() => undefined)
    cancel = world.after(windowMs, prune)
  }

  /** Whether a row was written. */
  function insert(
    { keyId, version }: SigningKey,
    hash: string,
    event: AuditEvent | undefined,
  ): Promise<boolean> {
    const nonce = { keyId, keyVersion: version, nonceHash: hash, atMs: world.nowMs() }
    // The nonce is one statement: what it sees is what was committed when it began.
    return storage.transaction(
      async tx => {
        const isFirst = await recordNonce(tx, nonce)
        if (isFirst && event !== undefined) await audit?.record(tx, event)
        return isFirst
      },
      { isolation: 'read-committed' },
    )
  }

  return {
    async take(key, nonce, changesState, event) {
      const hash = toHex(sha256(nonce))
      const name = `${key.keyId}:${hash}`
      if (seen.has(name)) return 'seen-before'
      seen.set(name, world.nowMs())
      if (!changesState || (await insert(key, hash, event))) return 'first'
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
