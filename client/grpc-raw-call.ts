/**
 * Calls of which every byte is given, as somebody makes them who has got hold of a request: for drills and measurements. Nothing is signed,
 * encoded, decoded or sent twice here.
 */
import { type Client, Metadata } from '@grpc/grpc-js'
import { DecodeError, type Refusal, refusalCodec } from '../protos/index.ts'
import { type ClientTls, openChannel } from './grpc-channel.ts'
import { asIs } from './grpc-signing.ts'

export interface RawRequest {
  /** `/parley.v1.Service/Method` */
  readonly path: string
  /** What the metadata has under `parley-signature-bin`; a call has one entry, unless it tries something. */
  readonly signatures: readonly Uint8Array[]
  /** One, or those of a stream up. */
  readonly messages: readonly Uint8Array[]
}

export interface RawAnswer {
  /** gRPC's number; 0 where the call was granted. */
  readonly status: number
  readonly text: string
  /** The coordinator's own words, where it left any. */
  readonly refusal?: Refusal
  readonly messages: readonly Uint8Array[]
}

export interface RawLine {
  /** Answers whatever becomes of the call; `signal` gives it up. */
  send(request: RawRequest, signal?: AbortSignal): Promise<RawAnswer>
  close(): void
}

const deadlineMs = 30_000

/** Connects when it is first used. Throws PlaintextError, RangeError for the address, and TLS's errors for bad PEM. */
export function openRawLine(address: string, tls?: ClientTls): RawLine {
  const client = openChannel(address, tls)
  return {
    send: (request, signal) => send(client, request, signal),
    close: () => client.close(),
  }
}

// On the wire every kind of call is a stream each way, which may have one message.
function send(
  client: Client,
  { path, signatures, messages }: RawRequest,
  signal: AbortSignal | undefined,
): Promise<RawAnswer> {
  const metadata = new Metadata()
  for (const signature of signatures) metadata.add('parley-signature-bin', asIs(signature))
  const options = { deadline: Date.now() + deadlineMs }
  const call = client.makeBidiStreamRequest(path, asIs, (bytes: Buffer) => bytes, metadata, options)
  const giveUp = () => call.cancel()
  signal?.addEventListener('abort', giveUp)
  const answered: Uint8Array[] = []
  call.on('data', (bytes: Uint8Array) => answered.push(bytes))
  // The status says it all.
  call.on('error', () => undefined)
  for (const message of messages) call.write(message)
  call.end()
  return new Promise(resolve => {
    call.on('status', ({ code, details, metadata: trailer }) => {
      signal?.removeEventListener('abort', giveUp)
      const refusal = refusalIn(trailer)
      resolve({ status: code, text: details, ...(refusal && { refusal }), messages: answered })
    })
  })
}

function refusalIn(trailer: Metadata): Refusal | undefined {
  const [entry] = trailer.get('parley-refusal-bin')
  if (!Buffer.isBuffer(entry)) return undefined
  try {
    return refusalCodec.decode(entry)
  } catch (fault) {
    if (fault instanceof DecodeError) return undefined
    throw fault
  }
}
