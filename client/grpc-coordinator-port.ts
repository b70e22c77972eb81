/**
 * The coordinator over gRPC. Every call is signed over the exact bytes of its request and has a deadline; whatever
 * the network does is an answer (`unavailable`). Nothing is sent twice from here: who calls decides that.
 */
import { once } from 'node:events'
import type { Client, ClientWritableStream, Metadata, ServiceError } from '@grpc/grpc-js'
import { concat, equalBytes, type RandomSource, type Signer, sha256, toHex } from '../aggregation/index.ts'
import {
  type Answer,
  type BlobRequest,
  type CallOptions,
  type Codec,
  type Confirmation,
  type CoordinatorDescription,
  type CoordinatorPort,
  chunkOf,
  DecodeError,
  EncodeError,
  endOf,
  granted,
  grpcStatus,
  maximumSealedBytes,
  type OperationName,
  openStreamProof,
  operations,
  type ParleyEvent,
  type Refusal,
  type RequestOf,
  type ResponseOf,
  reasonOfStatus,
  refusalCodec,
  refused,
  type StreamProof,
  type UnaryName,
  type UploadOperation,
  unaryNames,
  type WatchRequest,
} from '../protos/index.ts'
import { apiKeyEntry, requireApiKey, type ShownApiKey } from './grpc-api-key.ts'
import { type ClientTls, certificateOf, openChannel } from './grpc-channel.ts'
import { openSessionKeeper, type SessionKeeper } from './grpc-session.ts'
import { asIs, givenUp, orUnavailable, type PortSigner, signed } from './grpc-signing.ts'
import { type Confirming, obtainTransaction, underTransaction } from './grpc-transaction.ts'

/** Calls are signed, or show an API key and only read. */
export type GrpcPortOptions = LineOptions & ({ readonly signer: PortSigner } | ShownApiKey)

interface LineOptions extends Confirming {
  /** `host:port` */
  readonly address: string
  /** Without it the port speaks plaintext, and on loopback only. */
  readonly tls?: ClientTls
  /** Told with each answer when the coordinator says that the key that signed ends soon, in milliseconds since 1970. */
  readonly onKeyEnds?: (endsAtMs: number) => void
  /** `dev`, `test` or `live`; empty for a first `describe`. */
  readonly environment: string
  /** The coordinator's identity key in hex; empty for a first `describe`. */
  readonly audience: string
  /** A coordinator that describes itself with any other identity key is refused. */
  readonly pinnedCoordinatorKey?: Uint8Array
  /** The time that signatures carry. */
  readonly clock: { nowMs(): number }
  readonly random: RandomSource
}

export interface GrpcPort extends CoordinatorPort {
  /** Calls from now on go over a connection with this certificate, and under these authorities. Throws TLS's errors for bad PEM, and then changes nothing. */
  reloadTls(tls: ClientTls): void
}

type Bytes = Uint8Array

const usualDeadlineMs = 30_000
/** Beyond the wait that an Await request asks for. */
const waitMarginMs = 10_000
const chunkBytes = 512 * 1024
/** An upload or download may be as slow as 64 KiB/s. */
const slowestBytesPerMs = 64

/** Opens the port. It connects when it is first used. Throws PlaintextError, RangeError, ApiKeyError, and TLS's errors for bad PEM. */
export function openGrpcPort(options: GrpcPortOptions): GrpcPort {
  if ('apiKey' in options) requireApiKey(options)
  const line = openLine(options)
  const unary = Object.fromEntries(
    unaryNames.map(name => [
      name,
      (request: RequestOf<UnaryName>, callOptions: CallOptions = {}) =>
        callUnary(line, name, request, callOptions),
    ]),
  ) as unknown as Pick<CoordinatorPort, UnaryName>
  return {
    ...unary,
    describe: async (request, callOptions) => checkPin(options, await unary.describe(request, callOptions)),
    uploadBlob: (bytes, callOptions) =>
      callUpload(line, 'uploadBlob', { sha256: sha256(bytes), size: bytes.length }, bytes, callOptions),
    downloadBlob: (request, callOptions) => callDownload(line, request, callOptions),
    submitMaskedInput: (opening, packed, callOptions) =>
      callUpload(line, 'submitMaskedInput', opening, packed, callOptions),
    watch: (request, signal) => watch(line, request, signal),
    reloadTls(tls) {
      const fresh = openChannel(options.address, tls)
      const before = line.client
      line.client = fresh
      line.shownTls = tls
      // A session holds for the certificate that it was begun under.
      line.sessions.forget()
      // Calls that are under way on it end as they would have.
      before.close()
    },
    close: async () => line.client.close(),
  }
}

type Line = GrpcPortOptions & Moving

interface Moving {
  client: Client
  /** What the client was opened with. */
  shownTls: ClientTls | undefined
  readonly sessions: SessionKeeper
}

function openLine(options: GrpcPortOptions): Line {
  const { address, tls, clock } = options
  const sessions = openSessionKeeper({
    clock,
    getSessionChallenge: () => callUnary(line, 'getSessionChallenge', {}, {}),
    beginSession: challenge =>
      callUnary(line, 'beginSession', { challenge, certificate: certificateOf(line.shownTls) }, {}),
  })
  const line: Line = { ...options, shownTls: tls, client: openChannel(address, tls), sessions }
  return line
}

function checkPin(
  { pinnedCoordinatorKey: pinned, address }: GrpcPortOptions,
  answer: Answer<CoordinatorDescription>,
): Answer<CoordinatorDescription> {
  if (answer.kind === 'refused' || pinned === undefined) return answer
  if (equalBytes(pinned, answer.value.identityKey)) return answer
  return refused(
    'unauthenticated',
    `the coordinator at ${address} has the identity key ${toHex(answer.value.identityKey)}, ` +
      `but ${toHex(pinned)} is pinned; ask its operator which is right`,
    { culprit: 'coordinator' },
  )
}

/** The bytes of a request; a value that its message cannot carry is the caller's fault and never leaves. */
function encode<T>(codec: Codec<T>, value: T): Answer<Bytes> {
  try {
    return granted(codec.encode(value))
  } catch (fault) {
    if (!(fault instanceof EncodeError)) throw fault
    return refused('malformed', fault.message, { field: fault.field })
  }
}

function decodeResponse<T>(codec: Codec<T>, bytes: Bytes): Answer<T> {
  try {
    return granted(codec.decode(bytes))
  } catch (fault) {
    if (!(fault instanceof DecodeError)) throw fault
    const message = `the coordinator's answer cannot be read: ${fault.message}`
    return refused('malformed', message, { field: fault.field, culprit: 'coordinator' })
  }
}

/** What goes ahead of a call: a signature over it, or the API key. */
async function ahead(line: Line, ...call: CallToSign): Promise<Answer<Metadata>> {
  if ('apiKey' in line) return granted(apiKeyEntry(line))
  const made = await signed(line, ...call)
  return made.kind === 'refused' ? made : granted(made.value.metadata)
}

type CallToSign = readonly [
  name: OperationName,
  body: Bytes,
  options: CallOptions,
  transactionId?: Bytes | undefined,
]

/**
 * Calls in a session, and once more in another where that one has ended over there (its coordinator was set up anew, or the clock stood
 * still here): the door refuses before anything is done.
 */
async function inSession<T>(line: Line, call: () => Promise<Answer<T>>): Promise<Answer<T>> {
  const answer = await call()
  if (answer.kind === 'granted' || answer.reason !== 'session-needed') return answer
  line.sessions.forget()
  return call()
}

function hearKeyEnd({ onKeyEnds }: Line, metadata: Metadata): void {
  const [told] = metadata.get('parley-rotate-by')
  const endsAtMs = Number(told)
  if (told !== undefined && Number.isSafeInteger(endsAtMs)) onKeyEnds?.(endsAtMs)
}

// gRPC counts deadlines on the machine's own clock, whatever clock signs.
function deadlineIn(durationMs: number): { readonly deadline: number } {
  return { deadline: Date.now() + durationMs }
}

/** Cancels the call when the signal aborts; the returned function takes the listener back. */
function bindSignal(signal: AbortSignal | undefined, call: { cancel(): void }): () => void {
  const cancel = () => call.cancel()
  signal?.addEventListener('abort', cancel)
  return () => signal?.removeEventListener('abort', cancel)
}

/** What a failed call means: the coordinator's own words where it left any, else the transport's. */
function refusalOf(line: Line, error: ServiceError): Refusal {
  const [entry] = error.metadata?.get('parley-refusal-bin') ?? []
  if (Buffer.isBuffer(entry)) {
    try {
      return refusalCodec.decode(entry)
    } catch (fault) {
      if (!(fault instanceof DecodeError)) throw fault
    }
  }
  if (error.code === grpcStatus.deadlineExceeded) {
    return refused('unavailable', `the coordinator at ${line.address} did not answer in time`)
  }
  const reason = reasonOfStatus(error.code)
  const what = reason === 'unavailable' ? 'cannot be reached' : 'refused the call'
  return refused(reason, `the coordinator at ${line.address} ${what}: ${error.details}`)
}

async function callUnary<K extends UnaryName>(
  line: Line,
  name: K,
  request: RequestOf<K>,
  options: CallOptions,
): Promise<Answer<ResponseOf<K>>> {
  if (options.signal?.aborted === true) return givenUp()
  // The row's two codecs belong to the operation of the same name; the table's type says so, a union cannot.
  const row = operations[name] as {
    readonly path: string
    readonly needsSession: boolean
    readonly confirmation: Confirmation
    readonly request: Codec<unknown>
    readonly response: Codec<ResponseOf<K>>
  }
  const body = encode(row.request, request)
  if (body.kind === 'refused') return body
  const waitMs = (request as { readonly waitMs?: number }).waitMs
  const deadlineMs = options.deadlineMs ?? (waitMs === undefined ? usualDeadlineMs : waitMs + waitMarginMs)
  const send = async (transactionId?: Bytes): Promise<Answer<ResponseOf<K>>> => {
    const metadata = await ahead(line, name, body.value, options, transactionId)
    if (metadata.kind === 'refused') return metadata
    return new Promise(resolve => {
      const call = line.client.makeUnaryRequest(
        row.path,
        asIs,
        (bytes: Buffer): Bytes => bytes,
        body.value,
        metadata.value,
        deadlineIn(deadlineMs),
        (error, response) => {
          release()
          resolve(error === null ? decodeResponse(row.response, response!) : refusalOf(line, error))
        },
      )
      call.on('metadata', answered => hearKeyEnd(line, answered))
      const release = bindSignal(options.signal, call)
    })
  }
  const sendInPlace = (transactionId?: Bytes) =>
    row.needsSession ? inSession(line, () => send(transactionId)) : send()
  return row.confirmation === 'none'
    ? sendInPlace()
    : underTransaction(() => transactionFor(line, row.path, body.value, options), sendInPlace)
}

function transactionFor(
  line: Line,
  path: string,
  body: Bytes,
  { signal }: CallOptions,
): Promise<Answer<Bytes>> {
  const { askCode, onWaiting } = line
  const calls = {
    requestTransaction: (request: RequestOf<'requestTransaction'>) =>
      callUnary(line, 'requestTransaction', request, { ...(signal !== undefined && { signal }) }),
    listTransactions: () => callUnary(line, 'listTransactions', {}, {}),
    ...(askCode !== undefined && { askCode }),
    ...(onWaiting !== undefined && { onWaiting }),
  }
  return obtainTransaction(calls, path, body, signal)
}

type Uploads = 'uploadBlob' | 'submitMaskedInput'
type OpeningOf<K extends Uploads> =
  (typeof operations)[K] extends UploadOperation<infer Opening, unknown> ? Opening : never
type ReceiptOf<K extends Uploads> =
  (typeof operations)[K] extends UploadOperation<never, infer Receipt> ? Receipt : never

async function callUpload<K extends Uploads>(
  line: Line,
  name: K,
  opening: OpeningOf<K>,
  bytes: Bytes,
  options: CallOptions = {},
): Promise<Answer<ReceiptOf<K>>> {
  if (options.signal?.aborted === true) return givenUp()
  const operation = operations[name] as unknown as UploadOperation<OpeningOf<K>, ReceiptOf<K>>
  const first = encode(operation.request, { part: 'opening', opening })
  if (first.kind === 'refused') return first
  const deadlineMs = options.deadlineMs ?? usualDeadlineMs + bytes.length / slowestBytesPerMs
  if ('apiKey' in line) return refused('forbidden', 'an API key only reads: whoever sends files signs')
  return inSession(line, async () => {
    const opened = await signed(line, name, first.value, options)
    if (opened.kind === 'refused') return opened
    const { metadata, nonce, signer } = opened.value
    const rest = pieces(operation, bytes, openStreamProof(nonce, first.value), signer)
    return new Promise((resolve, reject) => {
      const call = line.client.makeClientStreamRequest(
        operation.path,
        asIs,
        (response: Buffer): Bytes => response,
        metadata,
        deadlineIn(deadlineMs),
        (error, response) => {
          release()
          resolve(error === null ? decodeResponse(operation.response, response!) : refusalOf(line, error))
        },
      )
      const release = bindSignal(options.signal, call)
      // The status tells what broke; a stream that fails while it is written says no more than that.
      call.on('error', () => undefined)
      orUnavailable(() => send(call, first.value, rest)).then(
        sent => {
          if (sent.kind === 'granted') return
          call.cancel()
          resolve(sent)
        },
        fault => {
          call.cancel()
          reject(fault)
        },
      )
    })
  })
}

/** The messages after the opening, the last one signed as the opening was. */
function* pieces<Opening>(
  operation: UploadOperation<Opening, unknown>,
  bytes: Bytes,
  proof: StreamProof,
  signer: Signer,
): Generator<Bytes> {
  for (let from = 0; from < bytes.length; from += chunkBytes) {
    const chunk = chunkOf(proof, bytes.subarray(from, from + chunkBytes))
    yield operation.request.encode({ part: 'chunk', chunk })
  }
  yield operation.request.encode({ part: 'end', end: endOf(proof, signer) })
}

/** Writes as fast as the other side reads, and stops when the call has ended: its status follows by itself. */
async function send(
  call: ClientWritableStream<Bytes>,
  first: Bytes,
  rest: Iterable<Bytes>,
): Promise<Answer<undefined>> {
  const ended = once(call, 'status').catch(() => undefined)
  let isEnded = false
  void ended.then(() => {
    isEnded = true
  })
  call.write(first)
  for (const message of rest) {
    if (isEnded) return granted(undefined)
    if (!call.write(message)) await Promise.race([once(call, 'drain').catch(() => undefined), ended])
  }
  call.end()
  return granted(undefined)
}

async function callDownload(
  line: Line,
  request: BlobRequest,
  options: CallOptions = {},
): Promise<Answer<Uint8Array>> {
  if (options.signal?.aborted === true) return givenUp()
  const { path, request: codec, response } = operations.downloadBlob
  const body = encode(codec, request)
  if (body.kind === 'refused') return body
  const metadata = await ahead(line, 'downloadBlob', body.value, options)
  if (metadata.kind === 'refused') return metadata
  const deadline = deadlineIn(options.deadlineMs ?? usualDeadlineMs + maximumSealedBytes / slowestBytesPerMs)
  const call = line.client.makeServerStreamRequest(
    path,
    asIs,
    (bytes: Buffer): Bytes => bytes,
    body.value,
    metadata.value,
    deadline,
  )
  const release = bindSignal(options.signal, call)
  try {
    const collected: Bytes[] = []
    let size = 0
    for await (const message of call as AsyncIterable<Bytes>) {
      const chunk = decodeResponse(response, message)
      if (chunk.kind === 'refused') return chunk
      size += chunk.value.data.length
      if (size > maximumSealedBytes)
        return refused('too-large', `the blob has more than ${maximumSealedBytes} bytes`)
      collected.push(chunk.value.data)
    }
    return checkBlob(concat(...collected), request.sha256)
  } catch (error) {
    return refusalOf(line, error as ServiceError)
  } finally {
    release()
    call.cancel()
  }
}

function checkBlob(bytes: Bytes, expected: Bytes): Answer<Bytes> {
  const actual = sha256(bytes)
  if (equalBytes(actual, expected)) return granted(bytes)
  const message = `the coordinator sent bytes with the SHA-256 ${toHex(actual)} for ${toHex(expected)}`
  return refused('blob-mismatch', message, { culprit: 'coordinator' })
}

async function* watch(line: Line, request: WatchRequest, signal: AbortSignal): AsyncGenerator<ParleyEvent> {
  if (signal.aborted) return
  const { path, request: codec, response } = operations.watch
  const body = codec.encode(request)
  const metadata = await ahead(line, 'watch', body, { signal })
  if (metadata.kind === 'refused') return
  const call = line.client.makeServerStreamRequest(
    path,
    asIs,
    (bytes: Buffer): Bytes => bytes,
    body,
    metadata.value,
  )
  const release = bindSignal(signal, call)
  try {
    for await (const message of call as AsyncIterable<Bytes>) yield response.decode(message)
  } catch {
    // A broken stream ends; whoever watches resumes after the last sequence.
  } finally {
    release()
    call.cancel()
  }
}
