/**
 * What proves that a stream arrived as it was sent: a hash that runs over its opening and every chunk, told with each, and a last message
 * signed by the key that signed the opening. A chunk that is left out, repeated, exchanged or from another stream is found as it
 * comes; a stream that is cut short, where it ends.
 */
import {
  concat,
  enc,
  equalBytes,
  type Signer,
  taggedHash,
  u64,
  utf8,
  verifySignature,
} from '../aggregation/index.ts'
import type { StreamChunk, StreamEnd } from './codec/upload-part.ts'

const zero = Uint8Array.of(0)

/** Where a stream stands. */
export interface StreamProof {
  /** The hash over the opening and the chunks so far, with this one. */
  add(data: Uint8Array): Uint8Array
  readonly chunks: number
  readonly runningHash: Uint8Array
}

/** Of the stream that begins with these bytes, under the nonce of its call: two streams of the same bytes are told apart. */
export function openStreamProof(nonce: Uint8Array, opening: Uint8Array): StreamProof {
  let runningHash = taggedHash('parley/v1/stream-opening', enc(nonce, opening))
  let chunks = 0
  return {
    add(data) {
      runningHash = taggedHash('parley/v1/stream-chunk', enc(runningHash, data))
      chunks += 1
      return runningHash
    },
    get chunks() {
      return chunks
    },
    get runningHash() {
      return runningHash
    },
  }
}

/** The next chunk of a stream, as it is sent. */
export function chunkOf(proof: StreamProof, data: Uint8Array): StreamChunk {
  return { sequence: proof.chunks, data, runningHash: proof.add(data) }
}

/** The last message of a stream. */
export function endOf({ chunks, runningHash }: StreamProof, signer: Signer): StreamEnd {
  return { chunks, runningHash, signature: signer.sign(endSigningBytes(chunks, runningHash)) }
}

/** Whether a stream ends where it says, by the word of the key that opened it. */
export function isEndOf(proof: StreamProof, end: StreamEnd, publicKey: Uint8Array): boolean {
  return (
    end.chunks === proof.chunks &&
    equalBytes(end.runningHash, proof.runningHash) &&
    verifySignature(publicKey, endSigningBytes(proof.chunks, proof.runningHash), end.signature)
  )
}

function endSigningBytes(chunks: number, runningHash: Uint8Array): Uint8Array {
  return concat(utf8('parley/v1/stream-end'), zero, enc(u64(chunks), runningHash))
}
