import nacl from 'tweetnacl'
import { secretBytes } from './secret-bytes.ts'

/** Bytes that a secretbox adds to its contents. */
export const secretboxOverheadBytes = 16

/** Zeros that the construction wants before the contents, and those that it leaves before the box. */
const contentsOffset = 32
const boxOffset = contentsOffset - secretboxOverheadBytes

/** The construction itself, which tweetnacl exports without a type: over memory of the caller's, so that it can be wiped. */
interface Construction {
  crypto_secretbox(
    box: Uint8Array,
    padded: Uint8Array,
    length: number,
    nonce: Uint8Array,
    key: Uint8Array,
  ): number
}
const { crypto_secretbox } = (nacl as unknown as { readonly lowlevel: Construction }).lowlevel

/** XSalsa20-Poly1305 under a 32-byte key and a 24-byte nonce that is never used twice with this key. */
export function sealSecretbox(contents: Uint8Array, nonce: Uint8Array, key: Uint8Array): Uint8Array {
  if (key.length !== 32 || nonce.length !== 24)
    throw new RangeError('a box takes a key of 32 bytes, a nonce of 24')
  const padded = secretBytes(contentsOffset + contents.length)
  padded.set(contents, contentsOffset)
  const box = new Uint8Array(padded.length)
  crypto_secretbox(box, padded, padded.length, nonce, key)
  padded.fill(0)
  return box.slice(boxOffset)
}

/** The contents, or undefined when the box was not made under this key and nonce. */
export function openSecretbox(box: Uint8Array, nonce: Uint8Array, key: Uint8Array): Uint8Array | undefined {
  return nacl.secretbox.open(box, nonce, key) ?? undefined
}
