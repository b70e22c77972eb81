import { hkdf, merkleRoot, taggedHash, u32, utf8 } from '../../aggregation/crypto/index.ts'
import { type Dataset, featureSizeOf, targetSizeOf, targetsOf } from './dataset.ts'

export interface DatasetCommitment {
  /** Merkle root over the salted record hashes, 32 bytes. */
  readonly root: Uint8Array
  readonly examples: number
}

export const datasetSaltBytes = 16

/**
 * Binds the holder to these records in this order without showing any of them. Record i is hashed with its own salt,
 * HKDF-SHA-256(salt, "parley-dataset/v1/salt" || u32 i), so that nobody can test a guessed record against the root, and
 * one record may later be opened without the salts of the others. `salt` is 16 random bytes that the holder keeps.
 */
export function commitDataset(dataset: Dataset, salt: Uint8Array): DatasetCommitment {
  if (salt.length !== datasetSaltBytes) throw new RangeError(`the salt has ${datasetSaltBytes} bytes`)
  const leaves = Array.from({ length: dataset.examples }, (_, i) => recordHash(dataset, i, salt))
  return { root: merkleRoot(leaves), examples: dataset.examples }
}

const noSalt = new Uint8Array(0)
const saltLabel = utf8('parley-dataset/v1/salt')

/**
 * H("parley-dataset/v1/record", salt_i (16) || targets || features as f32le). A target is a u32le of a class, or of yes
 * and no, or an f32le number; the tag of other tasks than classification is "parley-dataset/v1/record/" and the task.
 */
function recordHash(dataset: Dataset, index: number, salt: Uint8Array): Uint8Array {
  const info = new Uint8Array(saltLabel.length + 4)
  info.set(saltLabel)
  info.set(u32(index), saltLabel.length)
  const targets = bytesOf(targetsOf(dataset), index, targetSizeOf(dataset))
  const features = bytesOf(dataset.features, index, featureSizeOf(dataset.featureShape))
  const record = new Uint8Array(datasetSaltBytes + targets.length + features.length)
  record.set(hkdf(salt, noSalt, info, datasetSaltBytes))
  record.set(targets, datasetSaltBytes)
  record.set(features, datasetSaltBytes + targets.length)
  const { task = 'classification' } = dataset
  const tag = task === 'classification' ? 'parley-dataset/v1/record' : `parley-dataset/v1/record/${task}`
  return taggedHash(tag, record)
}

/** The little-endian bytes of one example's values: a view, as every platform Node runs on is little-endian. */
function bytesOf(values: Int32Array | Float32Array, index: number, size: number): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset + 4 * index * size, 4 * size)
}
