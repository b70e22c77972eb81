/**
 * Content addresses: CID version 1 with the codec `raw` over a SHA-256 (multiformats), as text in base32: `bafkrei…`, 59 characters.
 * They name the bytes that lie in a store, so that anybody can check them without a key.
 */
import { CID } from 'multiformats/cid'
import { code as rawCodec } from 'multiformats/codecs/raw'
import { create as createDigest } from 'multiformats/hashes/digest'
import { sha256 } from '../../aggregation/index.ts'

declare const brand: unique symbol
export type BlobAddress = string & { readonly [brand]: 'BlobAddress' }

const sha256Code = 0x12

/** The address of bytes with this SHA-256. */
export function addressOfDigest(digest: Uint8Array): BlobAddress {
  if (digest.length !== 32) throw new RangeError(`a SHA-256 has 32 bytes, not ${digest.length}`)
  return CID.createV1(rawCodec, createDigest(sha256Code, digest)).toString() as BlobAddress
}

export function addressOf(bytes: Uint8Array): BlobAddress {
  return addressOfDigest(sha256(bytes))
}

/** The SHA-256 that an address holds. */
export function digestOf(address: BlobAddress): Uint8Array {
  return CID.parse(address).multihash.digest.slice()
}

/** The address that a text is; undefined for every other text, also for other spellings of the same address. */
export function readAddress(text: string): BlobAddress | undefined {
  try {
    const { version, code, multihash } = CID.parse(text)
    const isOurs = version === 1 && code === rawCodec && multihash.code === sha256Code
    return isOurs && addressOfDigest(multihash.digest) === text ? (text as BlobAddress) : undefined
  } catch {
    return undefined
  }
}
