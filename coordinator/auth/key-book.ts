/**
 * The keys of all members as this process knows them. The rows decide: the book is read again now and then, and at once after a
 * change of this process, so that what another one revoked is known here soon. Calls that change something do not rely on it.
 */
import { toHex } from '../../aggregation/index.ts'
import type { KeyState } from '../../protos/types.ts'
import { createQueue } from '../queue.ts'
import type { Storage } from '../storage/index.ts'
import type { World } from '../world.ts'
import { type KeyPolicy, type KeyRecord, keyAt } from './key-states.ts'
import { addUses, type KeyUse, readChanged } from './key-store.ts'

export interface KeyBook {
  readonly policy: KeyPolicy
  /** By key id, as it stands now. */
  find(keyId: string): KeyRecord | undefined
  /** By the key in hexadecimal, in whatever state. */
  ofKey(publicKeyHex: string): KeyRecord | undefined
  /** Every key that there ever was, as it stands now. */
  all(): readonly KeyRecord[]
  /** Whether the key was revoked; of a key that nobody here has, no. */
  isRevoked(publicKey: Uint8Array): boolean
  /** A request was signed with it. */
  noteUse(keyId: string): void
  /** Writes down what was noted of use. */
  flushUses(): Promise<void>
  /** Reads what changed in the database. */
  refresh(): Promise<void>
  /** The same, shared by all who ask before it begins: however many ask for keys that are not known, one of it runs and one waits. */
  catchUp(): Promise<void>
  /** Called with each key that is newly seen or in another state, when that is noticed; the returned function ends it. */
  onChange(listener: (key: KeyRecord) => void): () => void
}

/** Uses are written down at least this often; clocks of processes may differ by as much. */
const useMarginMs = 60_000

export async function openKeyBook(storage: Storage, world: World, policy: KeyPolicy): Promise<KeyBook> {
  const byId = new Map<string, KeyRecord>()
  const byKey = new Map<string, string>()
  const told = new Map<string, KeyState>()
  const listeners = new Set<(key: KeyRecord) => void>()
  let uses = new Map<string, KeyUse>()
  const queue = createQueue()
  const now = (key: KeyRecord) => keyAt(key, world.nowMs(), policy)
  let revision = 0
  let readAtMs = 0

  async function readNews(): Promise<void> {
    const startedMs = world.nowMs()
    const found = await readChanged(storage.db, revision, readAtMs - useMarginMs)
    readAtMs = startedMs
    revision = found.revision
    for (const key of found.keys) {
      const noted = byId.get(key.keyId)?.lastUsedAtMs ?? 0
      byId.set(key.keyId, { ...key, lastUsedAtMs: Math.max(key.lastUsedAtMs, noted) })
      byKey.set(toHex(key.publicKey), key.keyId)
    }
    tellChanges()
  }

  /** Also of what time alone changed since the last time. */
  function tellChanges(): void {
    for (const key of byId.values()) {
      const standing = now(key)
      if (told.get(key.keyId) === standing.state) continue
      told.set(key.keyId, standing.state)
      for (const listener of listeners) listener(standing)
    }
  }

  const refresh = () => queue.run(readNews)
  await refresh()
  let next: Promise<void> | undefined

  return {
    policy,
    find(keyId) {
      const key = byId.get(keyId)
      return key && now(key)
    },
    ofKey(publicKeyHex) {
      const key = byId.get(byKey.get(publicKeyHex) ?? '')
      return key && now(key)
    },
    all: () => [...byId.values()].map(now),
    isRevoked: publicKey => byId.get(byKey.get(toHex(publicKey)) ?? '')?.state === 'revoked',
    noteUse(keyId) {
      const key = byId.get(keyId)
      if (key === undefined) return
      const lastUsedAtMs = world.nowMs()
      byId.set(keyId, { ...key, lastUsedAtMs })
      uses.set(keyId, { lastUsedAtMs, uses: (uses.get(keyId)?.uses ?? 0) + 1 })
    },
    async flushUses() {
      const noted = uses
      uses = new Map()
      try {
        await addUses(storage, noted)
      } catch (error) {
        for (const [keyId, use] of noted) {
          const since = uses.get(keyId)
          const lastUsedAtMs = since?.lastUsedAtMs ?? use.lastUsedAtMs
          uses.set(keyId, { lastUsedAtMs, uses: use.uses + (since?.uses ?? 0) })
        }
        throw error
      }
    },
    refresh,
    catchUp() {
      next ??= queue.run(async () => {
        next = undefined
        await readNews()
      })
      return next
    },
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
  }
}
