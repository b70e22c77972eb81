/**
 * One record of a dataset that somebody committed to by a root, laid open: its bytes, its salt and its place in the tree. Whoever
 * has the root checks it, and learns nothing of the other records.
 */
import { concat, taggedHash, u32 } from '../crypto/index.ts'
import type { Bytes } from '../secure/messages.ts'
import { type AuditOpening, leadsToRoot } from './dataset-audit.ts'

/** Tasks other than classification, which has no word of its own in a record's hash. */
export const otherRecordTasks = ['multi-label', 'segmentation', 'regression'] as const

/** A record as it is hashed. */
export interface RecordContent {
  /** From 0. */
  readonly index: number
  /** Of this record alone; it tells nothing about those of others. */
  readonly salt: Bytes // 16
  /** Absent for classification. */
  readonly task?: (typeof otherRecordTasks)[number]
  /** u32le of a class, or of yes and no for each label, or f32le numbers. */
  readonly targets: Bytes
  /** f32le. */
  readonly features: Bytes
}

/** A record with what shows that it stands at its place under a root. */
export interface OpenedRecord extends RecordContent {
  /** Merkle root of the tree, 32 bytes. */
  readonly tree: Bytes
  readonly path: readonly Bytes[] // 32 each
}

export const recordSaltBytes = 16

/**
 * H("parley-dataset/v2/record", u32 index || salt (16) || targets || features), the data of the record's leaf. The tag of other tasks
 * than classification is "parley-dataset/v2/record/" and the task.
 */
export function recordHash({ index, salt, task, targets, features }: RecordContent): Bytes {
  const tag = task === undefined ? 'parley-dataset/v2/record' : `parley-dataset/v2/record/${task}`
  return taggedHash(tag, concat(u32(index), salt, targets, features))
}

/** Whether the record was committed to, at its index, by whoever gave the root and the number of examples. */
export function isRecordUnder(
  opened: OpenedRecord,
  committed: Pick<AuditOpening, 'datasetRoot' | 'examples'>,
): boolean {
  const { index, salt, tree, path } = opened
  const isPlace = Number.isInteger(index) && index >= 0 && index < committed.examples
  if (!isPlace || salt.length !== recordSaltBytes) return false
  return leadsToRoot({ ...committed, index, record: recordHash(opened), tree, path })
}
