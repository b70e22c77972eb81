/**
 * Events become public by batches: the log is told how many there were and the Merkle root over them, and nothing of what they say.
 * Numbers have no gap, so that whoever is shown all batches of a time is shown all events of it.
 */
import { canonicalJson, merkleRoot, toHex, utf8 } from '../../aggregation/index.ts'

/** Most events in one batch. */
export const maximumBatchEvents = 2_000

export interface AuditBatch {
  /** 1, 2, 3 and so on. */
  readonly number: number
  readonly count: number
  /** Hex. */
  readonly root: string
}

/** Over the events as they are encoded, in their order (RFC 9162 section 2.1.1); hex. */
export function batchRootOf(events: readonly Uint8Array[]): string {
  return toHex(merkleRoot(events))
}

/** The leaf of the public log. */
export function auditLeaf({ number, count, root }: AuditBatch): Uint8Array {
  return utf8(canonicalJson({ kind: 'audit-batch', number, count, root }))
}
