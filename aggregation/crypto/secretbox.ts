import nacl from 'tweetnacl'

/** Bytes that a secretbox adds to its contents. */
export const secretboxOverheadBytes = 16

/** XSalsa20-Poly1305 under a 32-byte key and a 24-byte nonce that is never used twice with this key. */
export function sealSecretbox(contents: Uint8Array, nonce: Uint8Array, key: Uint8Array): Uint8Array {
  return nacl.secretbox(contents, nonce, key)
}

/** The contents, or undefined when the box was not made under this key and nonce. */
export function openSecretbox(box: Uint8Array, nonce: Uint8Array, key: Uint8Array): Uint8Array | undefined {
  return nacl.secretbox.open(box, nonce, key) ?? undefined
}
