/**
 * Content keys at rest: each is sealed by XSalsa20-Poly1305 under a key that HKDF makes of the coordinator's store key for one object at one
 * address, so that none can be put in the place of another. Whoever erases the sealed key has erased the object, in every copy.
 */
import {
  fromHex,
  openRecord,
  type RandomSource,
  type RecordPlace,
  sealRecord,
  utf8,
} from '../../aggregation/index.ts'
import type { BlobAddress } from './address.ts'

/** Which object a key is of. */
export interface KeyPlace {
  /** SHA-256 of the object's contents, hexadecimal. */
  readonly sha256: string
  readonly address: BlobAddress
}

/** nonce (24) || box (48). */
export function wrapContentKey(
  contentKey: Uint8Array,
  storeKey: Uint8Array,
  place: KeyPlace,
  random: RandomSource,
): Uint8Array {
  return sealRecord(contentKey, recordOf(storeKey, place), random)
}

/** The content key; undefined where it was wrapped under another store key, for another object, or was altered. */
export function unwrapContentKey(
  wrapped: Uint8Array,
  storeKey: Uint8Array,
  place: KeyPlace,
): Uint8Array | undefined {
  return openRecord(wrapped, recordOf(storeKey, place))
}

function recordOf(key: Uint8Array, { sha256, address }: KeyPlace): RecordPlace {
  return { key, purpose: 'parley/v1/content-key', of: [fromHex(sha256), utf8(address)] }
}
