/**
 * Reads every blob of every place and holds it against its address and the form of a sealed file; no key is needed. What is damaged or missing
 * in one place is written again from another.
 */
import { isSealedLength, readSealedHeader } from '../../aggregation/index.ts'
import type { BlobAddress } from './address.ts'
import { type BlobStore, DamagedBlobError, sourceOf } from './blob-store.ts'

/**
 * `damaged`: its bytes are not those of the address. `missing`: another place has it, or the database says that there is one.
 * `unreadable`: the place did not answer. `not-sealed`: the bytes are right and are no sealed file.
 */
export type ScrubFault = 'damaged' | 'missing' | 'unreadable' | 'not-sealed'

export interface ScrubFinding {
  readonly address: BlobAddress
  readonly store: string
  readonly fault: ScrubFault
  readonly detail: string
  /** The place that it was written again from; undefined where it was not. */
  readonly repairedFrom?: string
}

export interface ScrubReport {
  readonly stores: readonly { readonly name: string; readonly blobs: number; readonly bytes: number }[]
  /** Different addresses. */
  readonly blobs: number
  readonly findings: readonly ScrubFinding[]
  /** Places whose blobs could not be listed. */
  readonly unlisted: readonly { readonly store: string; readonly detail: string }[]
  /** Addresses that the database has no key for: of objects that were erased while a place could not be reached. Only where it was asked. */
  readonly unnamed: number | null
  /** Everything was right, or is right now. */
  readonly isWhole: boolean
}

export interface ScrubOptions {
  /** What the database says is there. */
  readonly expected?: ReadonlySet<BlobAddress>
  readonly signal?: AbortSignal
}

type Copy =
  | { readonly kind: 'whole'; readonly bytes: Uint8Array }
  | { readonly kind: 'faulty'; readonly fault: ScrubFault; readonly detail: string }

/** Ends early, with what it found so far, when the signal aborts. */
export async function scrub(stores: readonly BlobStore[], options: ScrubOptions = {}): Promise<ScrubReport> {
  const { expected, signal } = options
  const { listed, unlisted } = await listAll(stores)
  const findings: ScrubFinding[] = []
  const counts = stores.map(({ name }) => ({ name, blobs: 0, bytes: 0 }))
  const addresses = new Set([...listed, ...(expected ?? [])])
  for (const address of addresses) {
    if (signal?.aborted === true) break
    const copies = await Promise.all(stores.map(store => readCopy(store, address)))
    copies.forEach((copy, i) => {
      if (copy.kind !== 'whole') return
      counts[i]!.blobs += 1
      counts[i]!.bytes += copy.bytes.length
    })
    findings.push(...(await mend(stores, address, copies)))
  }
  return {
    stores: counts,
    blobs: addresses.size,
    findings,
    unlisted,
    unnamed: expected === undefined ? null : [...listed].filter(address => !expected.has(address)).length,
    isWhole: unlisted.length === 0 && findings.every(({ repairedFrom }) => repairedFrom !== undefined),
  }
}

async function listAll(stores: readonly BlobStore[]) {
  const listed = new Set<BlobAddress>()
  const unlisted: { store: string; detail: string }[] = []
  for (const store of stores) {
    try {
      for await (const address of store.list()) listed.add(address)
    } catch (error) {
      unlisted.push({ store: store.name, detail: (error as Error).message })
    }
  }
  return { listed, unlisted }
}

async function readCopy(store: BlobStore, address: BlobAddress): Promise<Copy> {
  try {
    const bytes = await store.get(address)
    if (bytes !== undefined) return { kind: 'whole', bytes }
    return { kind: 'faulty', fault: 'missing', detail: 'it is not there' }
  } catch (error) {
    const fault = error instanceof DamagedBlobError ? 'damaged' : 'unreadable'
    return { kind: 'faulty', fault, detail: (error as Error).message }
  }
}

async function mend(
  stores: readonly BlobStore[],
  address: BlobAddress,
  copies: readonly Copy[],
): Promise<readonly ScrubFinding[]> {
  const source = copies.findIndex(({ kind }) => kind === 'whole')
  const whole = copies[source]
  const from = stores[source]
  const findings: ScrubFinding[] = []
  for (const [i, copy] of copies.entries()) {
    const store = stores[i]!
    if (copy.kind === 'whole') continue
    const finding = { address, store: store.name, fault: copy.fault, detail: copy.detail }
    const fault =
      whole?.kind === 'whole' ? await repair(store, address, whole.bytes) : 'no other place has it whole'
    findings.push(
      fault === undefined
        ? { ...finding, repairedFrom: from!.name }
        : { ...finding, detail: `${copy.detail}; ${fault}` },
    )
  }
  if (whole?.kind === 'whole' && !isSealed(whole.bytes)) {
    const detail = 'it does not have the form of a sealed file: somebody else put it there'
    findings.push({ address, store: from!.name, fault: 'not-sealed', detail })
  }
  return findings
}

/** Undefined once it is there; else why not. */
async function repair(
  store: BlobStore,
  address: BlobAddress,
  bytes: Uint8Array,
): Promise<string | undefined> {
  try {
    await store.put(address, sourceOf(bytes))
    return undefined
  } catch (error) {
    return `it could not be written again: ${(error as Error).message}`
  }
}

function isSealed(bytes: Uint8Array): boolean {
  const header = readSealedHeader(bytes)
  return header !== undefined && isSealedLength(bytes.length, header)
}
