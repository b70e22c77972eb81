/**
 * X25519 (RFC 7748). The hot path is `node:crypto`; `portableKeyAgreement` is tweetnacl and gives the same bytes.
 *
 * Points of small order make the shared secret zero whatever the secret key is; both paths refuse them (RFC 7748
 * section 6.1), because a shared secret that everybody knows hides nothing.
 */
import { diffieHellman } from 'node:crypto'
import nacl from 'tweetnacl'
import { isAllZero } from './encoding.ts'
import { importPublicKey, importSecretKey, publicHalf } from './jwk.ts'
import type { RandomSource } from './random.ts'

export interface KeyPair {
  readonly publicKey: Uint8Array // 32
  readonly secretKey: Uint8Array // 32
}

/** One secret, imported once, that agrees with many public keys. */
export interface KeyAgreement {
  readonly publicKey: Uint8Array // 32
  /** The 32-byte shared secret, or undefined when `theirs` is a point of small order. */
  agree(theirs: Uint8Array): Uint8Array | undefined
}

/** Opens a 32-byte secret key for agreements. */
export function openKeyAgreement(secretKey: Uint8Array): KeyAgreement {
  const privateKey = importSecretKey('X25519', secretKey)
  return {
    publicKey: publicHalf(privateKey),
    agree: theirs => {
      const publicKey = importPublicKey('X25519', theirs)
      try {
        const shared = new Uint8Array(diffieHellman({ privateKey, publicKey }))
        return isAllZero(shared) ? undefined : shared
      } catch {
        return undefined
      }
    },
  }
}

/** A fresh key pair. */
export function generateKeyPair(random: RandomSource): KeyPair {
  const secretKey = random.bytes(32)
  return { publicKey: openKeyAgreement(secretKey).publicKey, secretKey }
}

/** The same agreement in plain JavaScript. */
export const portableKeyAgreement = {
  openKeyAgreement(secretKey: Uint8Array): KeyAgreement {
    return {
      publicKey: nacl.scalarMult.base(secretKey),
      agree: theirs => {
        const shared = nacl.scalarMult(secretKey, theirs)
        return isAllZero(shared) ? undefined : shared
      },
    }
  },
}

const probe = openKeyAgreement(new Uint8Array(32).fill(0x42))

/** Little-endian comparison with p = 2^255 - 19: true when the encoding is the one RFC 7748 writes. */
function isCanonicalCoordinate(publicKey: Uint8Array): boolean {
  const top = publicKey[31]!
  if (top !== 0x7f) return top < 0x7f
  for (let i = 30; i >= 1; i--) if (publicKey[i] !== 0xff) return true
  return publicKey[0]! < 0xed
}

/**
 * Whether a public key may enter a roster: 32 bytes, of large order, and in its one canonical encoding, so that
 * comparing bytes is enough to find a key used twice.
 */
export function isAcceptablePublicKey(publicKey: Uint8Array): boolean {
  if (publicKey.length !== 32 || !isCanonicalCoordinate(publicKey)) return false
  return probe.agree(publicKey) !== undefined
}
