import { maximumChunkBytes } from '../limits.ts'
import { bytes, bytesUpTo, count, type Field, FieldFault, within } from './fields.ts'
import { message } from './message.ts'
import type * as wire from './wire.ts'

/** One message of an upload: what it is about, first and once; the next piece of its bytes; or its end, last and once. */
export type UploadPart<Opening> =
  | { readonly part: 'opening'; readonly opening: Opening }
  | { readonly part: 'chunk'; readonly chunk: StreamChunk }
  | { readonly part: 'end'; readonly end: StreamEnd }

export interface StreamChunk {
  /** From 0, without gaps. */
  readonly sequence: number
  readonly data: Uint8Array
  /** 32, over the opening and every chunk up to this one. */
  readonly runningHash: Uint8Array
}

export interface StreamEnd {
  readonly chunks: number
  /** 32, of the last chunk. */
  readonly runningHash: Uint8Array
  /** 64, by the key that signed the opening. */
  readonly signature: Uint8Array
}

const chunk = message<StreamChunk, wire.StreamChunk>('StreamChunk', {
  sequence: count(),
  data: bytesUpTo(maximumChunkBytes),
  runningHash: bytes(32),
})

const end = message<StreamEnd, wire.StreamEnd>('StreamEnd', {
  chunks: count(),
  runningHash: bytes(32),
  signature: bytes(64),
})

/** The field of a choice called `part` between an opening, a chunk and an end. */
export function uploadPartField<Opening>(opening: Field<Opening>): Field<UploadPart<Opening>> {
  return {
    toWire: value => ({ [value.part]: at(value.part, () => partToWire(opening, value)) }),
    fromWire: wire => {
      const parts = wire as Record<string, unknown>
      const { part } = parts
      if (part === 'opening') return { part, opening: at(part, () => opening.fromWire(parts[part])) }
      if (part === 'chunk') return { part, chunk: at(part, () => chunk.fromWire(parts[part])) }
      if (part === 'end') return { part, end: at(part, () => end.fromWire(parts[part])) }
      throw new FieldFault('is missing; it must be opening, chunk or end', 'part')
    },
  }
}

function partToWire<Opening>(opening: Field<Opening>, value: UploadPart<Opening>): unknown {
  if (value.part === 'opening') return opening.toWire(value.opening)
  return value.part === 'chunk' ? chunk.toWire(value.chunk) : end.toWire(value.end)
}

function at<T>(part: string, run: () => T): T {
  try {
    return run()
  } catch (fault) {
    throw within(part, fault)
  }
}
