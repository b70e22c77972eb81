/**
 * Signed requests: every call carries an Ed25519 signature over one string that names the environment, the
 * coordinator it is meant for, the method, the time, a nonce and the SHA-256 of the exact bytes of the request. A
 * request can so be neither altered, nor sent to another method or coordinator, nor, with the receiver's memory
 * of nonces, sent twice. The bytes are hashed as they travelled: protobuf has more than one spelling of a message.
 *
 * What it does not protect: answers, which TLS does. The later messages of an upload have a proof of their own (stream-proof.ts).
 */
import {
  canonicalCall,
  keyIdOf,
  type RandomSource,
  type Signer,
  utf8,
  verifySignature,
} from '../aggregation/index.ts'
import type { RequestSignature } from './codec/calls.ts'

/** Which coordinator a request is meant for, and where it may be used. */
export interface Destination {
  /** `dev`, `test` or `live`. */
  readonly environment: string
  /** The coordinator's identity key in hex. */
  readonly audience: string
}

/** The destination of a first contact, when neither is known yet. Accepted for `describe` alone. */
export const unknownDestination: Destination = { environment: '', audience: '' }

export { keyIdOf }

type SignedFields = Omit<RequestSignature, 'signature' | 'publicKey' | 'transactionId'>

/** The string under the signature; `path` is the method's, such as `/parley.v1.Rounds/Advertise`. */
export function canonicalRequest(
  destination: Destination,
  path: string,
  fields: SignedFields,
  body: Uint8Array,
): string {
  return canonicalCall(path, { ...destination, ...fields }, body)
}

/** A number in a session, used once. */
export interface SessionPlace {
  readonly sessionId: Uint8Array
  readonly sequence: number
}

const inNoSession: SessionPlace = { sessionId: new Uint8Array(), sequence: 0 }

/** What one signed request needs beside its bytes. */
export interface RequestToSign {
  readonly destination: Destination
  readonly path: string
  readonly body: Uint8Array
  readonly keyVersion: number
  readonly unixMs: number
  readonly idempotencyKey: string
  /** Where it stands in a session; absent for what needs none. */
  readonly session?: SessionPlace
  /** By which it is let in, where it needs one. */
  readonly transactionId?: Uint8Array
  /** Whether to send the public key along, because the receiver does not know it yet. */
  readonly showPublicKey: boolean
}

/** Signs a request under a fresh nonce. Throws RangeError for an idempotency key that is not one line. */
export function signRequest(request: RequestToSign, signer: Signer, random: RandomSource): RequestSignature {
  if (!isOneLine(request.idempotencyKey)) throw new RangeError('an idempotency key is one line of text')
  const fields: SignedFields = {
    keyId: keyIdOf(signer.publicKey),
    keyVersion: request.keyVersion,
    unixMs: request.unixMs,
    nonce: random.bytes(16),
    ...(request.session ?? inNoSession),
    idempotencyKey: request.idempotencyKey,
  }
  const canonical = canonicalRequest(request.destination, request.path, fields, request.body)
  return {
    ...fields,
    signature: signer.sign(utf8(canonical)),
    publicKey: request.showPublicKey ? signer.publicKey : new Uint8Array(),
    transactionId: request.transactionId ?? new Uint8Array(),
  }
}

// A line break in a field would let one string be read as two lists of fields.
function isOneLine(text: string): boolean {
  return !/[\r\n]/.test(text)
}

/**
 * Whether `signature` was made by `publicKey` over this request. Pure: the time, the nonce and whose key it is are
 * the caller's to judge.
 */
export function verifyRequest(
  request: { readonly destination: Destination; readonly path: string; readonly body: Uint8Array },
  signature: RequestSignature,
  publicKey: Uint8Array,
): boolean {
  if (!isOneLine(signature.idempotencyKey)) return false
  const canonical = canonicalRequest(request.destination, request.path, signature, request.body)
  return verifySignature(publicKey, utf8(canonical), signature.signature)
}
