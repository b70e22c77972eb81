/**
 * Binds a holder to its records, their order and their number without showing any of them. The root is a hash over the
 * number of records and a Merkle tree (RFC 9162) whose leaf i is the hash of i, of a salt of its own and of record i.
 *
 * Every leaf holds its place, so that no part of a tree stands twice: claiming more records takes as many more leaves.
 * Whether leaves are there at all is found out by opening some that nobody could foresee (`auditedRecords`): a holder
 * that made n leaves and claims N passes k openings with probability (n / N)^k at most. What no tree shows is whether a
 * record is a person's: leaves may hold copies or inventions, of which an opening shows the opened ones.
 */
import {
  buildMerkleTree,
  equalBytes,
  hkdf,
  inclusionPath,
  type MerkleTree,
  taggedHash,
  u32,
  utf8,
  verifyInclusion,
} from '../../aggregation/crypto/index.ts'
import { type Dataset, featureSizeOf } from './dataset.ts'

export interface DatasetCommitment {
  /** H("parley-dataset/v2/root", u32 examples || Merkle root), 32 bytes. */
  readonly root: Uint8Array
  readonly examples: number
}

/** One record laid open, with what shows that it stands at its place under a root. */
export interface RecordOpening {
  /** From 0. */
  readonly index: number
  readonly label: number
  readonly features: Float32Array
  /** The salt of this record; it tells nothing about those of others. */
  readonly salt: Uint8Array
  /** Merkle root of the tree. */
  readonly tree: Uint8Array
  readonly path: readonly Uint8Array[]
}

export const datasetSaltBytes = 16

/**
 * The commitment to a dataset. Record i is hashed with its own salt, HKDF-SHA-256(salt, "parley-dataset/v2/salt" ||
 * u32 i), so that nobody can test a guessed record against the root, and one may later be opened without the salts of
 * the others. `salt` is 16 random bytes that the holder keeps.
 */
export function commitDataset(dataset: Dataset, salt: Uint8Array): DatasetCommitment {
  const { root } = treeOf(dataset, salt)
  return { root: rootOf(root, dataset.examples), examples: dataset.examples }
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
    label: dataset.labels[index]!,
    features: featuresOf(dataset, index).slice(),
    salt: saltOf(salt, index),
    tree: tree.root,
    path: inclusionPath(tree, index),
  }))
}

/** Whether a record was committed to, at its index, by whoever gave the root and the number of examples. */
export function verifyRecord(opening: RecordOpening, commitment: DatasetCommitment): boolean {
  const { index, label, features, salt, tree, path } = opening
  const { root, examples } = commitment
  const isPlace = Number.isInteger(index) && index >= 0 && index < examples
  const isRecord = Number.isInteger(label) && label >= 0 && salt.length === datasetSaltBytes
  if (!isPlace || !isRecord || !equalBytes(rootOf(tree, examples), root)) return false
  return verifyInclusion(recordHash(index, salt, label, features), index, examples, path, tree)
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
  if (salt.length !== datasetSaltBytes) throw new RangeError(`the salt has ${datasetSaltBytes} bytes`)
  const leaves = Array.from({ length: dataset.examples }, (_, i) =>
    recordHash(i, saltOf(salt, i), dataset.labels[i]!, featuresOf(dataset, i)),
  )
  return buildMerkleTree(leaves)
}

function rootOf(tree: Uint8Array, examples: number): Uint8Array {
  return taggedHash('parley-dataset/v2/root', new Uint8Array([...u32(examples), ...tree]))
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

/** H("parley-dataset/v2/record", u32 index || salt_i (16) || u32 label || features as f32le). */
function recordHash(index: number, salt: Uint8Array, label: number, features: Float32Array): Uint8Array {
  const record = new Uint8Array(4 + datasetSaltBytes + 4 + features.byteLength)
  record.set(u32(index))
  record.set(salt, 4)
  record.set(u32(label), 4 + datasetSaltBytes)
  const bytes = new Uint8Array(features.buffer, features.byteOffset, features.byteLength)
  record.set(bytes, 8 + datasetSaltBytes)
  return taggedHash('parley-dataset/v2/record', record)
}
