/** Reading once for all who want the same bytes at the same time: the holders of a round download one model. */
import type { BlobAddress } from './address.ts'
import type { BlobStore } from './blob-store.ts'

type Read = (address: BlobAddress) => Promise<Uint8Array | undefined>

/** The bytes of a blob, from memory while somebody still holds them. Nobody may write into them. */
export function shareReads(blobs: Pick<BlobStore, 'get'>): Read {
  const reading = new Map<BlobAddress, Promise<Uint8Array | undefined>>()
  const held = new Map<BlobAddress, WeakRef<Uint8Array>>()
  const forget = new FinalizationRegistry<BlobAddress>(address => {
    if (held.get(address)?.deref() === undefined) held.delete(address)
  })
  const read: Read = async address => {
    const bytes = await blobs.get(address)
    if (bytes !== undefined) {
      held.set(address, new WeakRef(bytes))
      forget.register(bytes, address)
    }
    return bytes
  }
  return address => {
    const known = held.get(address)?.deref()
    if (known !== undefined) return Promise.resolve(known)
    const begun = reading.get(address) ?? read(address).finally(() => void reading.delete(address))
    reading.set(address, begun)
    return begun
  }
}
