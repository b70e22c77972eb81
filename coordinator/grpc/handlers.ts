/** One handler for each kind of operation. Messages reach them as bytes: nothing is decoded before the door. */
import { once } from 'node:events'
import type {
  ServerReadableStream,
  ServerUnaryCall,
  ServerWritableStream,
  sendUnaryData,
} from '@grpc/grpc-js'
import { equalBytes } from '../../aggregation/index.ts'
import {
  type Answer,
  type Caller,
  type Codec,
  type CoordinatorService,
  granted,
  isEndOf,
  maximumChunkBytes,
  maximumMessageBytes,
  type OperationName,
  openStreamProof,
  operations,
  type Refusal,
  refused,
  type StreamEnd,
  type StreamProof,
  type UnaryName,
  type UploadOperation,
  type UploadPart,
  type UploadSink,
} from '../../protos/index.ts'
import { admit, decode, type Edge, guarded, keyEnded, nonceOf, type OpenStream } from './edge.ts'
import { failedStatus } from './status.ts'

type Bytes = Uint8Array
type Done = sendUnaryData<Bytes>

function reply(done: Done, answer: Answer<Bytes>): void {
  if (answer.kind === 'refused') done(failedStatus(answer))
  else done(null, answer.value)
}

/** One request, one response. */
export function unaryHandler(edge: Edge, name: UnaryName) {
  return (call: ServerUnaryCall<Bytes, Bytes>, done: Done): void => {
    void guarded(edge, name, () => serveUnary(edge, name, call)).then(answer => reply(done, answer))
  }
}

async function serveUnary(
  edge: Edge,
  name: UnaryName,
  call: ServerUnaryCall<Bytes, Bytes>,
): Promise<Answer<Bytes>> {
  const admitted = await admit(edge, name, call, call.request)
  if (admitted.kind === 'refused') return admitted
  // The row's two codecs belong to the operation of the same name; the table's type says so, a union cannot.
  const row = operations[name] as {
    readonly request: Codec<unknown>
    readonly response: Codec<unknown>
    readonly changesState: boolean
  }
  const serve = edge.service[name] as (caller: Caller, request: unknown) => Promise<Answer<unknown>>
  const request = decode(row.request, call.request)
  if (request.kind === 'refused') return request
  const answer = await serve.call(edge.service, admitted.value, request.value)
  // A call may have waited long. What was changed is told all the same: the key was good when it was let in.
  if (!row.changesState && !edge.door.isStillGood(admitted.value)) return keyEnded()
  return answer.kind === 'refused' ? answer : sendable(row.response.encode(answer.value))
}

function sendable(bytes: Bytes): Answer<Bytes> {
  if (bytes.length <= maximumMessageBytes) return granted(bytes)
  return refused(
    'too-large',
    `the answer has ${bytes.length} bytes; ask for less, at most ${maximumMessageBytes} travel`,
  )
}

type OpenSink<Opening, T> = (caller: Caller, opening: Opening) => Promise<Answer<UploadSink<T>>>

/** A stream up. */
export function uploadHandler<Opening, T>(
  edge: Edge,
  name: OperationName,
  operation: UploadOperation<Opening, T>,
  open: OpenSink<Opening, T>,
) {
  return (call: ServerReadableStream<Bytes, Bytes>, done: Done): void => {
    const serve = () => serveUpload(edge, name, operation, open, call)
    void guarded(edge, name, serve).then(answer => {
      if (!call.cancelled) reply(done, answer)
    })
  }
}

async function serveUpload<Opening, T>(
  edge: Edge,
  name: OperationName,
  operation: UploadOperation<Opening, T>,
  open: OpenSink<Opening, T>,
  call: ServerReadableStream<Bytes, Bytes>,
): Promise<Answer<Bytes>> {
  const messages = messagesOf(call, edge.uploadSilenceMs)
  try {
    const first = await messages.next()
    if (first === undefined) return refused('malformed', 'the stream ended before its opening')
    const admitted = await admit(edge, name, call, first)
    if (admitted.kind === 'refused') return admitted
    const { identityKey } = admitted.value
    const nonce = nonceOf(call)
    const part = decode(operation.request, first)
    if (part.kind === 'refused') return part
    if (part.value.part !== 'opening') return refused('malformed', 'a stream starts with its opening')
    const sink = await open(admitted.value, part.value.opening)
    if (sink.kind === 'refused') return sink
    const announced = operation.announcedBytes(part.value.opening)
    const isGood = () => edge.door.isStillGood(admitted.value)
    const stream = { codec: operation.request, messages, announced, proof: openStreamProof(nonce, first) }
    const finished = await fill(sink.value, stream, identityKey, isGood)
    return finished.kind === 'refused' ? finished : granted(operation.response.encode(finished.value))
  } catch (error) {
    if (error instanceof BrokenStream) return refused('unavailable', error.message)
    throw error
  } finally {
    messages.close()
  }
}

interface IncomingStream<Opening> {
  readonly codec: Codec<UploadPart<Opening>>
  readonly messages: Messages
  /** Bytes of data that are to come. */
  readonly announced: number
  readonly proof: StreamProof
}

async function fill<Opening, T>(
  sink: UploadSink<T>,
  stream: IncomingStream<Opening>,
  identityKey: Bytes,
  isStillGood: () => boolean,
): Promise<Answer<T>> {
  let isFinished = false
  try {
    const end = await pour(sink, stream)
    if (end.kind === 'refused') return end
    if (!isEndOf(stream.proof, end.value, identityKey)) {
      return refused('signature-invalid', 'the end of the stream is not signed over what came', {
        field: 'end.signature',
      })
    }
    if (!isStillGood()) return keyEnded()
    isFinished = true
    return await sink.finish()
  } finally {
    if (!isFinished) await sink.abandon()
  }
}

/** Everything up to the end, into the sink; what the end says. */
async function pour<Opening>(
  sink: Pick<UploadSink<unknown>, 'write'>,
  { codec, messages, announced, proof }: IncomingStream<Opening>,
): Promise<Answer<StreamEnd>> {
  let received = 0
  for (;;) {
    const bytes = await messages.next()
    // A stream that is cancelled looks at first like one that ended: only its last message tells them apart.
    if (bytes === undefined) return endedEarly(received, announced)
    const part = decode(codec, bytes)
    if (part.kind === 'refused') return part
    if (part.value.part === 'end')
      return received < announced ? endedEarly(received, announced) : granted(part.value.end)
    const data = dataOf(part.value, proof)
    if (data.kind === 'refused') return data
    received += data.value.length
    if (received > announced) return refused('too-large', `more than the announced ${announced} bytes came`)
    const written = await sink.write(data.value)
    if (written.kind === 'refused') return written
  }
}

function endedEarly(received: number, announced: number): Refusal {
  const what =
    received < announced ? `after ${received} of the announced ${announced} bytes` : 'without its end'
  return refused('malformed', `the stream ended ${what}`)
}

/** The data of the chunk that is due. */
function dataOf<Opening>(part: UploadPart<Opening>, proof: StreamProof): Answer<Bytes> {
  if (part.part !== 'chunk') return refused('malformed', 'a stream has one opening, at its start')
  const { sequence, data, runningHash } = part.chunk
  const due = proof.chunks
  if (sequence !== due)
    return refused('malformed', `chunk ${sequence} came where chunk ${due} was due`, {
      field: 'chunk.sequence',
    })
  // Without a bound on their number nothing would bound the stream.
  if (data.length === 0) return refused('malformed', `chunk ${sequence} is empty`, { field: 'chunk.data' })
  if (equalBytes(proof.add(data), runningHash)) return granted(data)
  return refused('malformed', `chunk ${sequence} does not go on from what came before it`, {
    field: 'chunk.runningHash',
  })
}

/** The caller went away, or sent nothing for too long. */
class BrokenStream extends Error {}

interface Messages {
  /** The next message; undefined at the end of the stream. Throws BrokenStream. */
  next(): Promise<Bytes | undefined>
  close(): void
}

function messagesOf(call: ServerReadableStream<Bytes, Bytes>, silenceMs: number): Messages {
  const iterator = call[Symbol.asyncIterator]()
  const giveUp = () => call.destroy(new Error('the caller is silent'))
  let timer = setTimeout(giveUp, silenceMs)
  return {
    async next() {
      clearTimeout(timer)
      timer = setTimeout(giveUp, silenceMs)
      try {
        const { done, value } = await iterator.next()
        return done === true ? undefined : value
      } catch {
        throw new BrokenStream('the stream broke off before its end')
      } finally {
        clearTimeout(timer)
      }
    },
    close: () => clearTimeout(timer),
  }
}

type Download = ServerWritableStream<Bytes, Bytes>

/** A stream of a blob's bytes. */
export function downloadHandler(edge: Edge) {
  const { request: codec, response } = operations.downloadBlob
  return streamHandler(edge, 'downloadBlob', async (caller, call, signal) => {
    const request = decode(codec, call.request)
    if (request.kind === 'refused') return request
    const answer = await edge.service.downloadBlob(caller, request.value)
    if (answer.kind === 'refused') return answer
    for await (const bytes of answer.value) {
      for (let from = 0; from < bytes.length; from += maximumChunkBytes) {
        const data = bytes.subarray(from, from + maximumChunkBytes)
        await write(call, response.encode({ data }), signal)
      }
    }
    return granted(undefined)
  })
}

/** A stream of events, until the caller goes. */
export function watchHandler(edge: Edge) {
  const { request: codec, response } = operations.watch
  return streamHandler(edge, 'watch', async (caller, call, signal) => {
    const request = decode(codec, call.request)
    if (request.kind === 'refused') return request
    const answer = await edge.service.watch(caller, request.value, signal)
    if (answer.kind === 'refused') return answer
    for await (const event of answer.value) {
      if (signal.aborted) break
      await write(call, response.encode(event), signal)
    }
    return granted(undefined)
  })
}

type ServeStream = (caller: Caller, call: Download, signal: AbortSignal) => Promise<Answer<undefined>>

function streamHandler(edge: Edge, name: keyof CoordinatorService, serve: ServeStream) {
  return (call: Download): void => {
    const controller = new AbortController()
    const stream: OpenStream = { controller }
    const stop = () => controller.abort()
    edge.openStreams.add(stream)
    call.on('cancelled', stop)
    const run = async (): Promise<Answer<undefined>> => {
      try {
        const admitted = await admit(edge, name, call, call.request)
        if (admitted.kind === 'refused') return admitted
        stream.caller = admitted.value
        // It may have ended while it was looked up, and then nobody tells it again.
        if (!edge.door.isStillGood(admitted.value)) return keyEnded()
        return await serve(admitted.value, call, controller.signal)
      } catch (error) {
        if (controller.signal.aborted) return refused('unavailable', 'the stream was ended')
        throw error
      }
    }
    void guarded(edge, name, run).then(answer => {
      edge.openStreams.delete(stream)
      if (answer.kind === 'refused') call.emit('error', failedStatus(answer))
      else call.end()
    })
  }
}

// A slow reader slows the writer: nothing piles up here for callers that do not read.
async function write(call: Download, bytes: Bytes, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted()
  if (!call.write(bytes)) await once(call, 'drain', { signal })
}
