/** What goes ahead of a call: its signature, with a place in a session where it needs one. */
import { Metadata } from '@grpc/grpc-js'
import type { RandomSource, Signer } from '../aggregation/index.ts'
import {
  type Answer,
  type CallOptions,
  granted,
  type OperationName,
  operations,
  type Refusal,
  refused,
  requestSignatureCodec,
  signRequest,
  unknownDestination,
} from '../protos/index.ts'
import type { SessionKeeper } from './grpc-session.ts'
import type { VersionedSigner } from './keystore/index.ts'
import { SignerError } from './signers/index.ts'

/** The same bytes as a Buffer. */
export function asIs(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
}

export function givenUp(): Refusal {
  return refused('unavailable', 'the call was given up')
}

/** A key of version 1, or what tells before each call which key signs it: one that turns over needs no new port. */
export type PortSigner = Signer | (() => VersionedSigner)

/** Who calls whom. */
export interface SigningLine {
  readonly environment: string
  /** Empty before the first contact. */
  readonly audience: string
  readonly signer: PortSigner
  readonly clock: { nowMs(): number }
  readonly random: RandomSource
  readonly sessions: SessionKeeper
}

/** What goes ahead of a call, and what the end of its stream is signed with. */
export interface Signed {
  readonly metadata: Metadata
  readonly nonce: Uint8Array
  readonly signer: Signer
}

/** Signs, once there is a session for what needs one. */
export function signed(
  line: SigningLine,
  name: OperationName,
  body: Uint8Array,
  options: CallOptions,
  transactionId?: Uint8Array,
): Promise<Answer<Signed>> {
  return orUnavailable(() => sign(line, name, body, options, transactionId))
}

async function sign(
  line: SigningLine,
  name: OperationName,
  body: Uint8Array,
  options: CallOptions,
  transactionId?: Uint8Array,
): Promise<Answer<Signed>> {
  const { environment, audience, random } = line
  const { signer, keyVersion } = signerOf(line)
  const { path, roles, needsSession } = operations[name]
  const place = needsSession ? await line.sessions.next(signer.publicKey) : undefined
  if (place?.kind === 'refused') return place
  const request = {
    // Whoever meets a coordinator for the first time asks it for both.
    destination: audience === '' ? unknownDestination : { environment, audience },
    path,
    body,
    keyVersion,
    unixMs: line.clock.nowMs(),
    idempotencyKey: options.idempotencyKey ?? '',
    ...(place !== undefined && { session: place.value }),
    ...(transactionId !== undefined && { transactionId }),
    showPublicKey: roles === 'anyone',
  }
  const metadata = new Metadata()
  const signature = signRequest(request, signer, random)
  metadata.set('parley-signature-bin', asIs(requestSignatureCodec.encode(signature)))
  return options.signal?.aborted === true ? givenUp() : granted({ metadata, nonce: signature.nonce, signer })
}

/** `unavailable` where the key lies in a vault or on a token that cannot be reached now. */
export async function orUnavailable<T>(work: () => Promise<Answer<T>>): Promise<Answer<T>> {
  try {
    return await work()
  } catch (fault) {
    if (!(fault instanceof SignerError) || fault.reason !== 'unreachable') throw fault
    return refused('unavailable', `the call could not be signed: ${fault.message}`)
  }
}

function signerOf({ signer }: SigningLine): VersionedSigner {
  return typeof signer === 'function' ? signer() : { signer, keyVersion: 1 }
}
