/** Folders and blobs for the tests of this room. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ExecutionContext } from 'ava'
import { contentKeyBytes, sealStream, systemRandom } from '../../../aggregation/index.ts'
import { addressOf, type BlobAddress } from '../../../coordinator/blobs/address.ts'
import type { BlobStore } from '../../../coordinator/blobs/blob-store.ts'

export async function temporaryFolder(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-blobs-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  return folder
}

/** A sealed file of 200 bytes under a key that nobody keeps, and its address. */
export function someBlob(): { readonly bytes: Uint8Array; readonly address: BlobAddress } {
  const bytes = sealStream(systemRandom.bytes(200), systemRandom.bytes(contentKeyBytes), {
    random: systemRandom,
  })
  return { bytes, address: addressOf(bytes) }
}

export function fileOf(folder: string, address: BlobAddress): string {
  return join(folder, 'objects', address.slice(-2), address)
}

/** Every way in which bytes on a disk go bad. */
export const damages: Readonly<Record<string, (bytes: Uint8Array) => Uint8Array>> = {
  flipped: bytes => bytes.map((byte, i) => (i === 100 ? byte ^ 4 : byte)),
  truncated: bytes => bytes.slice(0, -1),
  extended: bytes => Uint8Array.from([...bytes, 0]),
  emptied: () => new Uint8Array(),
}

export async function damage(folder: string, address: BlobAddress, bytes: Uint8Array): Promise<void> {
  await writeFile(fileOf(folder, address), bytes)
}

/** A place behind a switch: while it is off, every call fails as with a broken line. */
export function behindSwitch(store: BlobStore): BlobStore & { isOff: boolean } {
  const line = { isOff: false }
  const through = <T>(call: () => T): T => {
    if (line.isOff) throw new Error(`${store.name} cannot be reached`)
    return call()
  }
  return Object.assign(line, {
    name: store.name,
    put: async (address, source) => through(() => store.put(address, source)),
    get: async address => through(() => store.get(address)),
    has: async address => through(() => store.has(address)),
    size: async address => through(() => store.size(address)),
    delete: async address => through(() => store.delete(address)),
    list: () => through(() => store.list()),
  } satisfies BlobStore)
}
