import { maximumDocumentBytes, maximumEntries, maximumNoteCharacters, maximumPathEntries } from '../limits.ts'
import type * as t from '../types.ts'
import { bytes, bytesUpTo, count, list, natural, text } from './fields.ts'
import { message } from './message.ts'
import type * as wire from './wire.ts'

export const checkpointRequestCodec = message<t.Empty, wire.CheckpointRequest>(
  'CheckpointRequest',
  {} as never,
)

export const checkpointCodec = message<t.Checkpoint, wire.Checkpoint>('Checkpoint', {
  note: text(maximumNoteCharacters),
})

export const leavesRequestCodec = message<t.LeavesRequest, wire.LeavesRequest>('LeavesRequest', {
  start: natural(),
  limit: count(maximumEntries),
})

const leaf = message<t.Leaf, wire.Leaf>('Leaf', {
  index: natural(),
  body: bytesUpTo(maximumDocumentBytes),
})

export const leavesCodec = message<t.Leaves, wire.Leaves>('Leaves', {
  leaves: list(leaf, maximumEntries),
})

export const inclusionRequestCodec = message<t.InclusionRequest, wire.InclusionRequest>('InclusionRequest', {
  index: natural(),
  size: natural(),
})

export const consistencyRequestCodec = message<t.ConsistencyRequest, wire.ConsistencyRequest>(
  'ConsistencyRequest',
  { first: natural(), second: natural() },
)

// A consistency proof may hold two hashes for each level.
export const proofCodec = message<t.Proof, wire.Proof>('Proof', {
  hashes: list(bytes(32), 2 * maximumPathEntries),
})
