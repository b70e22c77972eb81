/** The string under the signature of a call: `protos` signs by it, and a proof reads a call that was kept by it. */
import { sha256, toHex } from '../crypto/index.ts'
import type { Bytes } from '../secure/messages.ts'

/** The id of a key: the first 16 bytes of the SHA-256 of the public key. */
export function keyIdOf(publicKey: Bytes): Bytes {
  return sha256(publicKey).slice(0, 16)
}

/** What is signed of a call beside its path and its body. No text of it holds a line break. */
export interface CallFields {
  readonly environment: string
  readonly audience: string
  readonly keyId: Bytes // 16
  readonly keyVersion: number
  readonly unixMs: number
  readonly nonce: Bytes // 16
  readonly sessionId: Bytes
  readonly sequence: number
  readonly idempotencyKey: string
}

/** `path` is the method's, such as `/parley.v1.Rounds/Advertise`; `body` the bytes as they travelled. */
export function canonicalCall(path: string, fields: CallFields, body: Bytes): string {
  return [
    'parley-sig-v1',
    fields.environment,
    fields.audience,
    path,
    toHex(fields.keyId),
    fields.keyVersion,
    fields.unixMs,
    Buffer.from(fields.nonce).toString('base64'),
    toHex(fields.sessionId),
    fields.sequence,
    toHex(sha256(body)),
    fields.idempotencyKey,
  ].join('\n')
}
