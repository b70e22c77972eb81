/**
 * The coordinator in the same process: every request, every response and every piece of a stream goes through its
 * codec's bytes, so that nothing works here that the wire would refuse. Nothing is signed: the caller is given.
 */
import { concat, equalBytes, sha256 } from '../aggregation/index.ts'
import {
  type Answer,
  type Caller,
  type CallOptions,
  type Codec,
  type CoordinatorPort,
  type CoordinatorService,
  chunkOf,
  DecodeError,
  EncodeError,
  granted,
  mayCall,
  type OperationName,
  openStreamProof,
  operations,
  type ParleyEvent,
  type Refusal,
  refused,
  type UnaryName,
  type UploadOperation,
  type UploadSink,
  unaryNames,
} from '../protos/index.ts'

const chunkBytes = 512 * 1024

/** The port of one caller. Closing it stops nothing: the service belongs to whoever made it. */
export function inProcessPort(service: CoordinatorService, caller: Caller): CoordinatorPort {
  const unary = Object.fromEntries(
    unaryNames.map(name => [
      name,
      (request: unknown, options: CallOptions = {}) =>
        admitted(caller, name, options, named => callUnary(service, named, name, request)),
    ]),
  ) as unknown as Pick<CoordinatorPort, UnaryName>
  return {
    ...unary,
    uploadBlob: (bytes, options = {}) =>
      admitted(caller, 'uploadBlob', options, named => {
        const header = { sha256: sha256(bytes), size: bytes.length }
        return upload(operations.uploadBlob, header, bytes, opening => service.uploadBlob(named, opening))
      }),
    submitMaskedInput: (opening, packed, options = {}) =>
      admitted(caller, 'submitMaskedInput', options, named =>
        upload(operations.submitMaskedInput, opening, packed, sent => service.submitMaskedInput(named, sent)),
      ),
    downloadBlob: (request, options = {}) =>
      admitted(caller, 'downloadBlob', options, async named => {
        const answer = await service.downloadBlob(named, carry(operations.downloadBlob.request, request))
        return answer.kind === 'refused' ? answer : collect(answer.value, request.sha256)
      }),
    watch: (request, signal) => watch(service, caller, carry(operations.watch.request, request), signal),
    close: async () => undefined,
  }
}

/** Through bytes and back. */
function carry<T>(codec: Codec<T>, value: T): T {
  return codec.decode(codec.encode(value))
}

async function admitted<T>(
  caller: Caller,
  name: OperationName,
  { idempotencyKey = '', signal }: CallOptions,
  call: (caller: Caller) => Promise<Answer<T>>,
): Promise<Answer<T>> {
  if (signal?.aborted === true) return refused('unavailable', 'the call was given up')
  if (!isOpenTo(name, caller.role)) {
    return refused('forbidden', `${name} is not open to the role ${caller.role}`)
  }
  try {
    return await call({ ...caller, idempotencyKey })
  } catch (fault) {
    return malformed(fault)
  }
}

function isOpenTo(name: OperationName, role: Caller['role']): boolean {
  return operations[name].roles === 'anyone' || (role !== 'anyone' && mayCall(name, role))
}

function malformed(fault: unknown): Refusal {
  if (fault instanceof EncodeError || fault instanceof DecodeError) {
    return refused('malformed', fault.message, { field: fault.field })
  }
  throw fault
}

async function callUnary(
  service: CoordinatorService,
  caller: Caller,
  name: UnaryName,
  request: unknown,
): Promise<Answer<unknown>> {
  // The row's two codecs belong to the operation of the same name; the table's type says so, a union cannot.
  const row = operations[name] as { readonly request: Codec<unknown>; readonly response: Codec<unknown> }
  const serve = service[name] as (caller: Caller, request: unknown) => Promise<Answer<unknown>>
  const answer = await serve.call(service, caller, carry(row.request, request))
  return answer.kind === 'refused' ? answer : granted(carry(row.response, answer.value))
}

async function upload<Opening, T>(
  operation: UploadOperation<Opening, T>,
  opening: Opening,
  bytes: Uint8Array,
  open: (opening: Opening) => Promise<Answer<UploadSink<T>>>,
): Promise<Answer<T>> {
  const sent = carry(operation.request, { part: 'opening', opening })
  if (sent.part !== 'opening') throw new Error('an opening came back as something else')
  const sink = await open(sent.opening)
  if (sink.kind === 'refused') return sink
  // Nothing lies between the two sides: a nonce would tell apart what cannot be exchanged.
  const proof = openStreamProof(new Uint8Array(16), operation.request.encode({ part: 'opening', opening }))
  for (let from = 0; from < bytes.length; from += chunkBytes) {
    const chunk = chunkOf(proof, bytes.subarray(from, from + chunkBytes))
    const part = carry(operation.request, { part: 'chunk', chunk })
    if (part.part !== 'chunk') throw new Error('a chunk came back as something else')
    const written = await sink.value.write(part.chunk.data)
    if (written.kind === 'refused') {
      await sink.value.abandon()
      return written
    }
  }
  const finished = await sink.value.finish()
  return finished.kind === 'refused' ? finished : granted(carry(operation.response, finished.value))
}

async function collect(pieces: AsyncIterable<Uint8Array>, expected: Uint8Array): Promise<Answer<Uint8Array>> {
  const collected: Uint8Array[] = []
  for await (const piece of pieces) collected.push(new Uint8Array(piece))
  const bytes = concat(...collected)
  if (equalBytes(sha256(bytes), expected)) return granted(bytes)
  return refused('blob-mismatch', 'the blob is not the one that was asked for', { culprit: 'coordinator' })
}

async function* watch(
  service: CoordinatorService,
  caller: Caller,
  request: { readonly bountyId: string; readonly after: number },
  signal: AbortSignal,
): AsyncGenerator<ParleyEvent> {
  if (!isOpenTo('watch', caller.role)) return
  const answer = await service.watch(caller, request, signal)
  if (answer.kind === 'refused') return
  for await (const event of answer.value) {
    if (signal.aborted) return
    yield carry(operations.watch.response, event)
  }
}
