/**
 * The optional addon for X25519 (`native/`): OpenSSL on raw keys, without a secret in text, and with an end that wipes it.
 * It is built where a C compiler and Node's headers are at hand.
 */
import { createRequire } from 'node:module'
import type { KeyAgreement } from './key-agreement.ts'
import { secretBytes } from './secret-bytes.ts'

declare const handleBrand: unique symbol
type Handle = { readonly [handleBrand]: true }

interface Addon {
  open(secret: Uint8Array): Handle
  publicKey(handle: Handle, out: Uint8Array): void
  /** False for a point of small order. */
  agree(handle: Handle, theirs: Uint8Array, out: Uint8Array): boolean
  close(handle: Handle): void
}

/** Opens agreements by the addon; undefined where there is none. */
export function nativeKeyAgreement(): ((secretKey: Uint8Array) => KeyAgreement) | undefined {
  try {
    const addon = createRequire(import.meta.url)('./native/key_agreement.node') as Addon
    return secretKey => through(addon, addon.open(secretKey))
  } catch {
    return undefined
  }
}

function through(addon: Addon, handle: Handle): KeyAgreement {
  const publicKey = new Uint8Array(32)
  addon.publicKey(handle, publicKey)
  return {
    publicKey,
    agree: theirs => {
      const shared = secretBytes(32)
      return addon.agree(handle, theirs, shared) ? shared : undefined
    },
    close: () => addon.close(handle),
  }
}
