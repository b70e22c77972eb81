/**
 * Binds a holder to its records, their order and their number without showing any of them. The root is a hash over the
 * number of records and a Merkle tree (RFC 9162) whose leaf i is the hash of i, of a salt of its own and of record i.
 *
 * Every leaf holds its place, so that no part of a tree stands twice: claiming more records takes as many more leaves.
 * Whether leaves are there at all is found out by opening some that nobody could foresee (`auditedRecords`): a holder
 * that made n leaves and claims N passes k openings with probability (n / N)^k at most. What no tree shows is whether a
 * record is a person's: leaves may hold copies or inventions, of which an opening shows the opened ones.
 */
import { setImmediate } from 'node:timers/promises'
import {
  hkdf,
  inclusionPath,
  type MerkleTree,
  merkleLeaf,
  taggedHash,
  treeOverLeafHashes,
  u32,
  utf8,
} from '../../aggregation/crypto/index.ts'
import {
  type AuditOpening,
  datasetRootOf,
  isRecordUnder,
  type OpenedRecord,
  recordHash,
  recordSaltBytes,
} from '../../aggregation/faults/index.ts'
import { type Dataset, featureSizeOf, targetSizeOf, targetsOf } from './dataset.ts'

export interface DatasetCommitment {
  /** H("parley-dataset/v2/root", u32 examples || Merkle root), 32 bytes. */
  readonly root: Uint8Array
  readonly examples: number
}

/** One record laid open, with what shows that it stands at its place under a root. */
export interface RecordOpening {
  /** From 0. */
  readonly index: number
  /** Its task, which is part of what was committed to; absent for classification. */
  readonly task?: Exclude<NonNullable<Dataset['task']>, 'classification'>
  /** One class, a yes or no for each label, a class for each position, or numbers. */
  readonly targets: Int32Array | Float32Array
  readonly features: Float32Array
  /** The salt of this record; it tells nothing about those of others. */
  readonly salt: Uint8Array
  /** Merkle root of the tree. */
  readonly tree: Uint8Array
  readonly path: readonly Uint8Array[]
}

export const datasetSaltBytes = recordSaltBytes

/**
 * The commitment to a dataset. Record i is hashed with its own salt, HKDF-SHA-256(salt, "parley-dataset/v2/salt" ||
 * u32 i), so that nobody can test a guessed record against the root, and one may later be opened without the salts of
 * the others. `salt` is 16 random bytes that the holder keeps.
 */
export function commitDataset(dataset: Dataset, salt: Uint8Array): DatasetCommitment {
  const { root } = treeOf(dataset, salt)
  return { root: datasetRootOf(root, dataset.examples), examples: dataset.examples }
}

/** Records after which others have their turn: some 40 ms. */
const sliceRecords = 1_000

/** The same commitment, with pauses: a service goes on answering while a large dataset is hashed. */
export async function commitDatasetInSlices(dataset: Dataset, salt: Uint8Array): Promise<DatasetCommitment> {
  const { examples } = dataset
  const leaves: Uint8Array[] = []
  while (leaves.length < examples) {
    leaves.push(...leavesOf(dataset, salt, leaves.length, Math.min(examples, leaves.length + sliceRecords)))
    await setImmediate()
  }
  return { root: datasetRootOf(treeOverLeafHashes(leaves).root, examples), examples }
}

/** Opens records by their indices, for an audit. Throws for an index that the dataset does not have. */
export function openRecords(
  dataset: Dataset,
  salt: Uint8Array,
  indices: readonly number[],
): readonly RecordOpening[] {
  const tree = treeOf(dataset, salt)
  return indices.map(index => ({
    index,
    ...taskIn(dataset),
    targets: targetsAt(dataset, index).slice(),
    features: featuresOf(dataset, index).slice(),
    salt: saltOf(salt, index),
    tree: tree.root,
    path: inclusionPath(tree, index),
  }))
}

/** Whether a record was committed to, at its index, by whoever gave the root and the number of examples. */
export function verifyRecord(opening: RecordOpening, { root, examples }: DatasetCommitment): boolean {
  return isRecordUnder(openedBytes(opening), { datasetRoot: root, examples })
}

/** An opening with the values of its record as they are hashed. */
export function openedBytes({ targets, features, ...opening }: RecordOpening): OpenedRecord {
  return { ...opening, targets: bytesOf(targets), features: bytesOf(features) }
}

/** An opening without its record: what a holder signs of it (`signAuditOpening`), and may be shown to anyone. */
export function hashedOpening(
  opening: RecordOpening,
): Pick<AuditOpening, 'index' | 'record' | 'tree' | 'path'> {
  const { index, tree, path } = opening
  return { index, record: recordHash(openedBytes(opening)), tree, path }
}

/**
 * Indices of `count` records to open, drawn with repetition from the commitment and a nonce that was not known when the
 * commitment was made (one that the auditor draws, or a later checkpoint of the public log).
 */
export function auditedRecords(
  { root, examples }: DatasetCommitment,
  nonce: Uint8Array,
  count: number,
): readonly number[] {
  return Array.from({ length: count }, (_, draw) => {
    const fields = new Uint8Array([...root, ...u32(examples), ...u32(draw), ...nonce])
    // 48 bits over a number of examples below 2^32: no index is favoured by more than 2^-16.
    const hash = taggedHash('parley-dataset/v2/audit', fields)
    return hash.subarray(0, 6).reduce((number, byte) => number * 256 + byte, 0) % examples
  })
}

function treeOf(dataset: Dataset, salt: Uint8Array): MerkleTree {
  return treeOverLeafHashes(leavesOf(dataset, salt, 0, dataset.examples))
}

/** Leaf hashes of the records from `start` to below `end`. */
function leavesOf(dataset: Dataset, salt: Uint8Array, start: number, end: number): readonly Uint8Array[] {
  if (salt.length !== datasetSaltBytes) throw new RangeError(`the salt has ${datasetSaltBytes} bytes`)
  return Array.from({ length: end - start }, (_, i) => {
    const index = start + i
    const [targets, features] = [targetsAt(dataset, index), featuresOf(dataset, index)]
    const values = { targets: bytesOf(targets), features: bytesOf(features) }
    return merkleLeaf(recordHash({ ...taskIn(dataset), index, salt: saltOf(salt, index), ...values }))
  })
}

function featuresOf({ features, featureShape }: Dataset, index: number): Float32Array {
  const size = featureSizeOf(featureShape)
  return features.subarray(index * size, (index + 1) * size)
}

const noSalt = new Uint8Array(0)
const saltLabel = utf8('parley-dataset/v2/salt')

function saltOf(salt: Uint8Array, index: number): Uint8Array {
  const info = new Uint8Array(saltLabel.length + 4)
  info.set(saltLabel)
  info.set(u32(index), saltLabel.length)
  return hkdf(salt, noSalt, info, datasetSaltBytes)
}

/** The little-endian bytes of values: a view, as every platform Node runs on is little-endian. */
function bytesOf(values: Int32Array | Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
}

function taskIn({ task }: Dataset): Pick<RecordOpening, 'task'> {
  return task === undefined || task === 'classification' ? {} : { task }
}

function targetsAt(dataset: Dataset, index: number): Int32Array | Float32Array {
  const size = targetSizeOf(dataset)
  return targetsOf(dataset).subarray(index * size, (index + 1) * size)
}
