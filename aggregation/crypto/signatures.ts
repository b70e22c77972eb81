/**
 * Ed25519 (RFC 8032). The hot path is `node:crypto`; `portableSignatures` is tweetnacl and gives the same bytes.
 * A secret key is the 32-byte seed.
 */
import { type KeyObject, sign as nodeSign, verify as nodeVerify } from 'node:crypto'
import nacl from 'tweetnacl'
import { toHex } from './encoding.ts'
import { importPublicKey, importSecretKey, publicHalf } from './jwk.ts'
import type { RandomSource } from './random.ts'

/** Something that can sign under one identity without showing its secret. */
export interface Signer {
  readonly publicKey: Uint8Array // 32
  sign(message: Uint8Array): Uint8Array // 64
}

/** The signer of a 32-byte seed. */
export function signerFromSeed(seed: Uint8Array): Signer {
  const secret = importSecretKey('Ed25519', seed)
  return {
    publicKey: publicHalf(secret),
    sign: message => new Uint8Array(nodeSign(null, message, secret)),
  }
}

/** A fresh identity: its seed, to be kept, and its signer. */
export function generateSigner(random: RandomSource): { readonly seed: Uint8Array; readonly signer: Signer } {
  const seed = random.bytes(32)
  return { seed, signer: signerFromSeed(seed) }
}

/** Whether `signature` is the signature of `message` under `publicKey`. False for malformed keys and signatures. */
export function verifySignature(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.length !== 32 || signature.length !== 64) return false
  try {
    return nodeVerify(null, message, remembered(publicKey), signature)
  } catch {
    return false
  }
}

/** Keys as Node has them, of those that were checked against last: importing one takes a tenth of what checking takes. */
const imported = new Map<string, KeyObject>()
const mostImported = 1_024

function remembered(publicKey: Uint8Array): KeyObject {
  const name = toHex(publicKey)
  const known = imported.get(name)
  if (known !== undefined) return known
  const key = importPublicKey('Ed25519', publicKey)
  // The oldest goes first; whoever comes with many keys only makes others be imported again.
  if (imported.size >= mostImported) imported.delete(imported.keys().next().value!)
  imported.set(name, key)
  return key
}

/** The same scheme in plain JavaScript, for places without `node:crypto` and for tests. */
export const portableSignatures = {
  signerFromSeed(seed: Uint8Array): Signer {
    const pair = nacl.sign.keyPair.fromSeed(seed)
    return { publicKey: pair.publicKey, sign: message => nacl.sign.detached(message, pair.secretKey) }
  },
  verifySignature(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
    if (publicKey.length !== 32 || signature.length !== 64) return false
    return nacl.sign.detached.verify(message, signature, publicKey)
  },
}
