/** Sound requests, before somebody does something to them. */
import fc from 'fast-check'
import { type Signer, toHex, utf8 } from '../../aggregation/index.ts'
import type { RawRequest } from '../../client/index.ts'
import { type RequestSignature, requestSignatureCodec } from '../../protos/codec/index.ts'
import { mayCall, type OperationName, operationNames, operations } from '../../protos/operations.ts'
import { canonicalRequest, type Destination, keyIdOf } from '../../protos/signed-request.ts'
import type { Role } from '../../protos/types.ts'
import { messageCases } from '../protos/messages.ts'
import type { Draw } from './draw.ts'

export interface FuzzHand {
  readonly role: Role | 'stranger'
  readonly signer: Signer
}

/** Who there is, and where. */
export interface FuzzCast {
  readonly hands: readonly FuzzHand[]
  readonly destination: Destination
}

/** A session or a transaction that there is when the requests come. */
export interface FuzzSession {
  readonly id: string
  readonly keyId: string
}
export interface FuzzTransaction extends FuzzSession {
  readonly method: string
  readonly body: Uint8Array
}

/** A request before it is sent. */
export interface Draft {
  readonly method: OperationName
  readonly hand: FuzzHand
  readonly fields: Unsigned
  readonly body: Uint8Array
  readonly destination: Destination
  /** What the signature is made over, where that is another path. */
  readonly signedMethod?: OperationName
}
export type Unsigned = Omit<RequestSignature, 'signature'>
/** What is in the database for them. */
export interface Rows {
  readonly sessions: readonly FuzzSession[]
  readonly transactions: readonly FuzzTransaction[]
}

/** In order in everything: method, somebody that may call it, a session and a transaction where it needs them. */
export function draftOf(draw: Draw, { hands, destination }: FuzzCast, nowMs: number): Draft {
  const method = draw.pick(operationNames)
  const { roles, needsSession, confirmation } = operations[method]
  const able = hands.filter(({ role }) => (role === 'stranger' ? roles === 'anyone' : mayCall(method, role)))
  const hand = draw.pick(able)
  const isMember = hand.role !== 'stranger'
  const fields: Unsigned = {
    keyId: keyIdOf(hand.signer.publicKey),
    keyVersion: 1,
    unixMs: nowMs,
    nonce: draw.bytes(16),
    sessionId: needsSession && isMember ? draw.bytes(16) : new Uint8Array(),
    sequence: needsSession && isMember ? 1 + draw.roll(1000) : 0,
    idempotencyKey: draw.roll(2) === 0 ? '' : toHex(draw.bytes(8)),
    publicKey: isMember ? new Uint8Array() : hand.signer.publicKey,
    transactionId: confirmation === 'none' ? new Uint8Array() : draw.bytes(16),
  }
  return { method, hand, fields, body: bodyOf(draw, method), destination }
}

const bodies = new Map<OperationName, readonly Uint8Array[]>()

/** Of the method's own message where there are examples of it. */
function bodyOf(draw: Draw, method: OperationName): Uint8Array {
  const known = bodies.get(method) ?? samplesOf(method)
  bodies.set(method, known)
  return draw.pick(known)
}

function samplesOf(method: OperationName): readonly Uint8Array[] {
  const found = messageCases.find(({ codec }) => codec === operations[method].request)
  if (found === undefined) return [new Uint8Array()]
  const { maximumRequestBytes } = operations[method]
  const samples = fc.sample(found.values, { seed: 1, numRuns: 4 }).map(value => found.codec.encode(value))
  return [new Uint8Array(), ...samples.filter(({ length }) => length <= maximumRequestBytes)]
}

export function sign({
  method,
  signedMethod = method,
  hand,
  fields,
  body,
  destination,
}: Draft): RequestSignature {
  const canonical = canonicalRequest(destination, operations[signedMethod].path, fields, body)
  return { ...fields, signature: hand.signer.sign(utf8(canonical)) }
}

export function requestOf(draft: Draft, entry = requestSignatureCodec.encode(sign(draft))): RawRequest {
  return { path: operations[draft.method].path, signatures: [entry], messages: [draft.body] }
}

/** What has to be there for a draft to be let in. */
export function rowsFor({ method, fields: { keyId, sessionId, transactionId }, body }: Draft): Rows {
  const key = toHex(keyId)
  const { path } = operations[method]
  return {
    sessions: sessionId.length === 0 ? [] : [{ id: toHex(sessionId), keyId: key }],
    transactions:
      transactionId.length === 0 ? [] : [{ id: toHex(transactionId), keyId: key, method: path, body }],
  }
}
