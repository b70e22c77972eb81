import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'

/** The two curves of RFC 8037 that Parley uses. */
export type Curve = 'Ed25519' | 'X25519'

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64url')
}

function requireKeyLength(bytes: Uint8Array): void {
  if (bytes.length !== 32) throw new RangeError(`a key has 32 bytes, not ${bytes.length}`)
}

/** A raw 32-byte public key as Node's key object. JWK is the cheapest door for raw keys. */
export function importPublicKey(curve: Curve, publicKey: Uint8Array): KeyObject {
  requireKeyLength(publicKey)
  return createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: curve, x: base64url(publicKey) } })
}

/** A raw 32-byte secret as Node's key object. Node derives the public half from `d`; `x` only has to be there. */
export function importSecretKey(curve: Curve, secretKey: Uint8Array): KeyObject {
  requireKeyLength(secretKey)
  const placeholder = base64url(new Uint8Array(32))
  return createPrivateKey({
    format: 'jwk',
    key: { kty: 'OKP', crv: curve, d: base64url(secretKey), x: placeholder },
  })
}

/** The raw public half of an imported secret. */
export function publicHalf(secret: KeyObject): Uint8Array {
  const { x } = createPublicKey(secret).export({ format: 'jwk' })
  if (x === undefined) throw new Error('a key of this curve exports its x coordinate')
  return new Uint8Array(Buffer.from(x, 'base64url'))
}
