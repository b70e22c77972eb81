/**
 * Content keys at rest: each is sealed by XSalsa20-Poly1305 under a key that HKDF makes of the coordinator's store key for one object at one
 * address, so that none can be put in the place of another. Whoever erases the sealed key has erased the object, in every copy.
 */
import {
  concat,
  enc,
  fromHex,
  hkdf,
  openSecretbox,
  type RandomSource,
  sealSecretbox,
  utf8,
  wipe,
} from '../../aggregation/index.ts'
import type { BlobAddress } from './address.ts'

/** Which object a key is of. */
export interface KeyPlace {
  /** SHA-256 of the object's contents, hexadecimal. */
  readonly sha256: string
  readonly address: BlobAddress
}

const nonceBytes = 24

/** nonce (24) || box (48). */
export function wrapContentKey(
  contentKey: Uint8Array,
  storeKey: Uint8Array,
  place: KeyPlace,
  random: RandomSource,
): Uint8Array {
  const nonce = random.bytes(nonceBytes)
  const key = keyFor(storeKey, place)
  const box = sealSecretbox(contentKey, nonce, key)
  wipe([key])
  return concat(nonce, box)
}

/** The content key; undefined where it was wrapped under another store key, for another object, or was altered. */
export function unwrapContentKey(
  wrapped: Uint8Array,
  storeKey: Uint8Array,
  place: KeyPlace,
): Uint8Array | undefined {
  if (wrapped.length <= nonceBytes) return undefined
  const key = keyFor(storeKey, place)
  const opened = openSecretbox(wrapped.subarray(nonceBytes), wrapped.subarray(0, nonceBytes), key)
  wipe([key])
  return opened
}

function keyFor(storeKey: Uint8Array, { sha256, address }: KeyPlace): Uint8Array {
  return hkdf(storeKey, utf8('parley/v1/content-key'), enc(fromHex(sha256), utf8(address)))
}
