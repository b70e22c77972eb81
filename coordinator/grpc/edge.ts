/** What every kind of call does alike: ask the door, decode, and turn whatever goes wrong into a refusal. */
import { type Deadline, Metadata, type ServerUnaryCall } from '@grpc/grpc-js'
import { type RandomSource, sha256, toHex } from '../../aggregation/index.ts'
import {
  type Answer,
  type Caller,
  type Codec,
  type CoordinatorService,
  DecodeError,
  granted,
  type OperationName,
  operations,
  type Refusal,
  type RefusalReason,
  type RequestSignature,
  refused,
  requestSignatureCodec,
} from '../../protos/index.ts'
import type { Journal } from '../parts.ts'
import { apiKeyOf } from './api-key-entry.ts'
import { type Door, notSigned } from './door.ts'

/** A stream down, and who it goes to once that is known. */
export interface OpenStream {
  readonly controller: AbortController
  caller?: Caller
}

export interface Edge {
  readonly service: CoordinatorService
  readonly door: Door
  readonly random: RandomSource
  readonly journal?: Journal
  /** Told of every call when it is answered, with its outcome and the seconds that it took. */
  readonly onCalled?: (method: OperationName, outcome: 'granted' | RefusalReason, seconds: number) => void
  /** The streams that are open, to be ended when the server closes. */
  readonly openStreams: Set<OpenStream>
  /** A caller that sends nothing for this long in the middle of an upload is taken for gone. */
  readonly uploadSilenceMs: number
}

/** What the edge reads of any call, and the metadata it may send ahead of the answer. */
export interface IncomingCall {
  readonly metadata: Metadata
  sendMetadata(metadata: Metadata): void
  getDeadline(): Deadline
  getPeer(): string
  getAuthContext(): ReturnType<ServerUnaryCall<unknown, unknown>['getAuthContext']>
}

/** Lets a call in or refuses it; `body` is the exact bytes of its first message. */
export async function admit(
  edge: Edge,
  method: OperationName,
  call: IncomingCall,
  body: Uint8Array,
): Promise<Answer<Caller>> {
  const { kind, maximumRequestBytes } = operations[method]
  if (body.length > maximumRequestBytes) {
    const message = `the request has ${body.length} bytes; ${method} takes at most ${maximumRequestBytes}`
    return refused('too-large', message)
  }
  if (kind !== 'watch' && call.getDeadline() === Number.POSITIVE_INFINITY) {
    return refused('malformed', `a call of ${method} needs a deadline; set one`)
  }
  const address = call.getPeer().replace(/:\d+$/, '')
  const shown = apiKeyOf(call.metadata)
  if (shown !== undefined)
    return shown.kind === 'refused'
      ? shown
      : edge.door.admitByApiKey({ method, apiKey: shown.value, address })
  const signature = signatureOf(call.metadata)
  if (typeof signature === 'string') {
    edge.journal?.warn({ method, why: signature }, 'request turned away')
    return notSigned()
  }
  const certificate = call.getAuthContext().sslPeerCertificate?.raw
  const admitted = await edge.door.admit({
    method,
    signature,
    body,
    address,
    ...(certificate !== undefined && { peerCertificateFingerprint: sha256(certificate) }),
  })
  if (admitted.kind === 'granted') tellKeyEnd(call, admitted.value)
  return admitted
}

/** Whoever signs with a key that nears its end is told with every answer, in milliseconds since 1970. */
function tellKeyEnd(call: IncomingCall, { keyEndsAtMs }: Caller): void {
  if (keyEndsAtMs === undefined) return
  const metadata = new Metadata()
  metadata.set('parley-rotate-by', String(keyEndsAtMs))
  call.sendMetadata(metadata)
}

/** The answer to somebody whose key ended while the call was under way: what a stranger is told. */
export function keyEnded(): Refusal {
  return refused('unauthenticated', 'the key that signed the call is good no more')
}

/** The one signature that a call carries, or why there is none to be read. */
function signatureOf(metadata: Metadata): RequestSignature | string {
  const [entry, ...more] = metadata.get('parley-signature-bin')
  if (!Buffer.isBuffer(entry) || more.length > 0)
    return `${more.length === 0 ? 'no' : 'more than one'} signature`
  const decoded = decode(requestSignatureCodec, entry)
  return decoded.kind === 'granted' ? decoded.value : `its signature cannot be read: ${decoded.message}`
}

/** The nonce of a call that was let in; empty for one that carries none. */
export function nonceOf({ metadata }: IncomingCall): Uint8Array {
  const signature = signatureOf(metadata)
  return typeof signature === 'string' ? new Uint8Array() : signature.nonce
}

/** The message, or a refusal that names the field at fault. */
export function decode<T>(codec: Codec<T>, bytes: Uint8Array): Answer<T> {
  try {
    return granted(codec.decode(bytes))
  } catch (fault) {
    if (!(fault instanceof DecodeError)) throw fault
    return refused('malformed', fault.message, fault.field === '' ? {} : { field: fault.field })
  }
}

/** The answer of `serve`, timed and counted; what it throws is told to the operator, and to the caller only by a number. */
export async function guarded<T>(
  edge: Edge,
  method: OperationName,
  serve: () => Promise<Answer<T>>,
): Promise<Answer<T>> {
  const startedAt = performance.now()
  const answer = await serve().catch((error: unknown): Answer<T> => {
    const incident = toHex(edge.random.bytes(8))
    edge.journal?.error({ incident, method, error }, 'an operation failed')
    return refused('internal', `something went wrong inside the coordinator; tell its operator "${incident}"`)
  })
  const outcome = answer.kind === 'granted' ? 'granted' : answer.reason
  edge.onCalled?.(method, outcome, (performance.now() - startedAt) / 1000)
  return answer
}
