/** A place for bytes under their content addresses: a folder, a bucket, or several places that hold the same. */
import type { BlobAddress } from './address.ts'

/** Bytes of the largest blob: a file of 2^30 bytes, the largest that travels, and what sealing adds to it. */
export const maximumStoredBytes = 2 ** 30 + 2 ** 20

/** Bytes that can be read more than once. */
export interface BlobSource {
  readonly size: number
  read(): AsyncIterable<Uint8Array>
}

export interface BlobStore {
  /** What people call it, such as its folder. */
  readonly name: string
  /**
   * Keeps the bytes, in place of what was there under the address. They are on the disk, or in the bucket, when it answers. Throws
   * `DamagedBlobError` where they are not those of the address, RangeError for more than `maximumStoredBytes`.
   */
  put(address: BlobAddress, source: BlobSource): Promise<void>
  /** The bytes, checked against their address; undefined when there are none. Throws `DamagedBlobError`. */
  get(address: BlobAddress): Promise<Uint8Array | undefined>
  has(address: BlobAddress): Promise<boolean>
  /** Bytes of the blob; undefined when there is none. */
  size(address: BlobAddress): Promise<number | undefined>
  /** Nothing happens where there is none. */
  delete(address: BlobAddress): Promise<void>
  /** All addresses, in no order. What lies between them under other names is not told. */
  list(): AsyncIterable<BlobAddress>
}

/** What lies under an address is not what the address names. */
export class DamagedBlobError extends Error {
  override readonly name = 'DamagedBlobError'

  constructor(store: string, address: BlobAddress) {
    super(`the bytes of ${address} in ${store} are not those that were stored: their hash differs`)
  }
}

/** No place of a store can be written, or none can be read. */
export class BlobStoreUnavailableError extends Error {
  override readonly name = 'BlobStoreUnavailableError'
}

export function sourceOf(bytes: Uint8Array): BlobSource {
  return {
    size: bytes.length,
    async *read() {
      yield bytes
    },
  }
}

export function requireStorable(size: number): void {
  if (size > maximumStoredBytes)
    throw new RangeError(`a blob has at most ${maximumStoredBytes} bytes, not ${size}`)
}
