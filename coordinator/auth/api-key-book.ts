/**
 * API keys that were let in lately, so that what is open for one is ended with it. Whether a key is let in, the rows decide at each
 * call; what is open is looked at again with the keys of members.
 */
import { fromHex } from '../../aggregation/index.ts'
import type { Storage } from '../storage/index.ts'
import type { World } from '../world.ts'
import {
  type ApiKeyRecord,
  type ApiKeyUse,
  addApiKeyUses,
  findApiKey,
  findApiKeys,
  isInForce,
} from './api-key-store.ts'
import type { KeyOwner } from './key-states.ts'

export interface ApiKeyBook {
  /** As its row stands. */
  find(id: string): Promise<ApiKeyRecord | undefined>
  /** A call was let in by it. */
  noteUse(key: ApiKeyRecord): void
  /** Whether a key with this hash that was let in is still good, as far as is known here. */
  isStillGood(hash: string): boolean
  /** Reads again what was let in, and tells what has ended. */
  refresh(): Promise<void>
  /** Writes down what was noted of use. */
  flushUses(): Promise<void>
  /** Called with the hash of each key that was let in and has ended; the returned function ends it. */
  onEnded(listener: (hash: Uint8Array) => void): () => void
}

/** Those let in before are forgotten, and what they wait for is refused. */
const mostRemembered = 10_000

/** `isOwnerLive` says whether any key of a member signs. */
export function openApiKeyBook(
  storage: Storage,
  world: Pick<World, 'nowMs'>,
  isOwnerLive: (owner: KeyOwner) => boolean,
): ApiKeyBook {
  const letIn = new Map<string, ApiKeyRecord>()
  const listeners = new Set<(hash: Uint8Array) => void>()
  let uses = new Map<string, ApiKeyUse>()

  function end(hash: string): void {
    if (!letIn.delete(hash)) return
    for (const listener of listeners) listener(fromHex(hash))
  }

  const isGood = (key: ApiKeyRecord) => isInForce(key, world.nowMs()) && isOwnerLive(key)

  return {
    find: id => findApiKey(storage.db, id),
    noteUse(key) {
      letIn.delete(key.hash)
      letIn.set(key.hash, key)
      const [oldest] = letIn.keys()
      if (letIn.size > mostRemembered && oldest !== undefined) end(oldest)
      uses.set(key.id, { lastUsedAtMs: world.nowMs(), uses: (uses.get(key.id)?.uses ?? 0) + 1 })
    },
    isStillGood(hash) {
      const key = letIn.get(hash)
      return key !== undefined && isGood(key)
    },
    async refresh() {
      const ids = [...letIn.values()].map(({ id }) => id)
      for (const key of await findApiKeys(storage.db, ids)) if (!isGood(key)) end(key.hash)
    },
    async flushUses() {
      const noted = uses
      uses = new Map()
      try {
        await addApiKeyUses(storage, noted)
      } catch (error) {
        for (const [id, use] of noted) {
          const since = uses.get(id)
          uses.set(id, {
            lastUsedAtMs: since?.lastUsedAtMs ?? use.lastUsedAtMs,
            uses: use.uses + (since?.uses ?? 0),
          })
        }
        throw error
      }
    },
    onEnded(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
