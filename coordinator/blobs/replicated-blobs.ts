/**
 * Several places that hold the same blobs. What is put goes to all, and is accepted with one; what is asked for comes from the first that has
 * it whole, and the others before it are mended from there. What a place missed while it could not be reached it gets by `catchUp`, or
 * from a scrub.
 */
import type { BlobAddress } from './address.ts'
import {
  type BlobSource,
  type BlobStore,
  BlobStoreUnavailableError,
  requireStorable,
  sourceOf,
} from './blob-store.ts'

export interface BackendHealth {
  readonly name: string
  /** What its latest call failed with; undefined while it works. */
  readonly fault: string | undefined
  /** Blobs that it is known to lack. */
  readonly missing: number
}

export interface ReplicatedBlobs extends BlobStore {
  readonly backends: readonly BlobStore[]
  health(): readonly BackendHealth[]
  /** Writes what places missed into those that can be reached again; answers how many blobs it wrote. */
  catchUp(): Promise<number>
}

export interface ReplicationJournal {
  warn(facts: object, message: string): void
  info(facts: object, message: string): void
}

interface Backend {
  readonly store: BlobStore
  readonly missing: Set<BlobAddress>
  fault: string | undefined
}

/** One place or more, in the order in which they are asked. */
export function replicate(
  stores: readonly BlobStore[],
  journal: ReplicationJournal,
  onHealth: (isWell: boolean) => void = () => undefined,
): ReplicatedBlobs {
  const backends: readonly Backend[] = stores.map(store => ({ store, missing: new Set(), fault: undefined }))

  let wasWell = true
  function tell(): void {
    const isWell = backends.every(({ fault, missing }) => fault === undefined && missing.size === 0)
    if (isWell !== wasWell) onHealth(isWell)
    wasWell = isWell
  }

  /** The answer, or undefined where the place failed, which is noted. */
  async function ask<T>(
    backend: Backend,
    call: (store: BlobStore) => Promise<T>,
  ): Promise<{ readonly answer: T } | undefined> {
    try {
      const answer = await call(backend.store)
      backend.fault = undefined
      tell()
      return { answer }
    } catch (error) {
      backend.fault = (error as Error).message
      journal.warn({ store: backend.store.name, error: String(error) }, 'a place of the model store failed')
      tell()
      return undefined
    }
  }

  async function write(backend: Backend, address: BlobAddress, source: BlobSource): Promise<boolean> {
    const written = await ask(backend, store => store.put(address, source))
    if (written === undefined) backend.missing.add(address)
    else backend.missing.delete(address)
    tell()
    return written !== undefined
  }

  /** From the first that has it whole; those before it get it too. */
  async function get(address: BlobAddress): Promise<Uint8Array | undefined> {
    const lacking: Backend[] = []
    let failures = 0
    for (const backend of backends) {
      const found = await ask(backend, store => store.get(address))
      if (found?.answer !== undefined) {
        for (const one of lacking) {
          if (await write(one, address, sourceOf(found.answer)))
            journal.info({ store: one.store.name, address }, 'a blob was mended from another place')
        }
        return found.answer
      }
      if (found === undefined) failures += 1
      lacking.push(backend)
    }
    if (failures === 0) return undefined
    const faults = backends.flatMap(({ fault }) => fault ?? []).join('; ')
    throw new BlobStoreUnavailableError(`no place of the model store has ${address} whole: ${faults}`)
  }

  async function first<T>(call: (store: BlobStore) => Promise<T | undefined>): Promise<T | undefined> {
    let failures = 0
    for (const backend of backends) {
      const found = await ask(backend, call)
      if (found?.answer !== undefined) return found.answer
      if (found === undefined) failures += 1
    }
    if (failures === backends.length)
      throw new BlobStoreUnavailableError('no place of the model store can be reached')
    return undefined
  }

  return {
    name: stores.map(({ name }) => name).join(' and '),
    backends: stores,
    async put(address, source) {
      requireStorable(source.size)
      const written = await Promise.all(backends.map(backend => write(backend, address, source)))
      if (written.some(Boolean)) return
      for (const { missing } of backends) missing.delete(address)
      const faults = backends.map(({ fault }) => fault).join('; ')
      throw new BlobStoreUnavailableError(`no place of the model store could be written: ${faults}`)
    },
    get,
    has: async address =>
      (await first(async store => ((await store.has(address)) ? true : undefined))) === true,
    size: address => first(store => store.size(address)),
    async delete(address) {
      await Promise.all(
        backends.map(async backend => {
          backend.missing.delete(address)
          await ask(backend, store => store.delete(address))
        }),
      )
    },
    async *list() {
      const told = new Set<BlobAddress>()
      for (const { store } of backends) {
        for await (const address of store.list()) {
          if (!told.has(address)) yield address
          told.add(address)
        }
      }
    },
    health: () =>
      backends.map(({ store: { name }, fault, missing }) => ({ name, fault, missing: missing.size })),
    async catchUp() {
      let written = 0
      for (const backend of backends) {
        for (const address of [...backend.missing]) {
          const bytes = await get(address).catch(() => undefined)
          if (bytes === undefined) continue
          // Those before the one that has it were mended by the reading.
          if (backend.missing.has(address) && !(await write(backend, address, sourceOf(bytes)))) break
          written += 1
        }
      }
      return written
    },
  }
}
