/** What travels beside a call: the signature of its request, and why it was refused. */

import { maximumNameCharacters, maximumSentenceCharacters } from '../limits.ts'
import { type Refusal, refusalReasons, refused } from '../reasons.ts'
import { bytes, bytesOrNone, count, natural, text, wordOf } from './fields.ts'
import { converted, type MessageCodec, message } from './message.ts'
import type * as wire from './wire.ts'

/** Who signed a request, and over what; `signed-request.ts` makes and checks it. */
export interface RequestSignature {
  /** 16, leading bytes of SHA-256 of the public key. */
  readonly keyId: Uint8Array
  readonly keyVersion: number
  readonly unixMs: number
  /** 16, never used twice within the window. */
  readonly nonce: Uint8Array
  /** 16 where the call changes something; else empty. */
  readonly sessionId: Uint8Array
  /** In the session, from 1. */
  readonly sequence: number
  readonly idempotencyKey: string
  /** 64, Ed25519 over the canonical string. */
  readonly signature: Uint8Array
  /** 32, only where the caller is not yet enrolled; otherwise empty. */
  readonly publicKey: Uint8Array
  /** 16, or empty. */
  readonly transactionId: Uint8Array
}

export const requestSignatureCodec = message<RequestSignature, wire.RequestSignature>('RequestSignature', {
  keyId: bytes(16),
  keyVersion: count(),
  unixMs: natural(),
  nonce: bytes(16),
  sessionId: bytesOrNone(16),
  sequence: natural(),
  idempotencyKey: text(maximumNameCharacters),
  signature: bytes(64),
  publicKey: bytesOrNone(32),
  transactionId: bytesOrNone(16),
})

const flatRefusal = message<Required<Omit<Refusal, 'kind'>>, wire.Refusal>('Refusal', {
  reason: wordOf(refusalReasons),
  message: text(maximumSentenceCharacters),
  field: text(maximumSentenceCharacters),
  culprit: text(maximumNameCharacters),
})

export const refusalCodec: MessageCodec<Refusal> = converted('Refusal', flatRefusal, {
  toCarrier: ({ reason, message, field = '', culprit = '' }) => ({ reason, message, field, culprit }),
  fromCarrier: ({ reason, message, field, culprit }) =>
    refused(reason, message, { ...(field !== '' && { field }), ...(culprit !== '' && { culprit }) }),
})
