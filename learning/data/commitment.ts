import { hkdf, merkleRoot, taggedHash, u32, utf8 } from '../../aggregation/crypto/index.ts'
import { type Dataset, featureSizeOf } from './dataset.ts'

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

/** H("parley-dataset/v1/record", salt_i (16) || u32 label || features as f32le). */
function recordHash(dataset: Dataset, index: number, salt: Uint8Array): Uint8Array {
  const size = featureSizeOf(dataset.featureShape)
  const info = new Uint8Array(saltLabel.length + 4)
  info.set(saltLabel)
  info.set(u32(index), saltLabel.length)
  const record = new Uint8Array(datasetSaltBytes + 4 + 4 * size)
  record.set(hkdf(salt, noSalt, info, datasetSaltBytes))
  record.set(u32(dataset.labels[index]!), datasetSaltBytes)
  const { buffer, byteOffset } = dataset.features
  record.set(new Uint8Array(buffer, byteOffset + 4 * index * size, 4 * size), datasetSaltBytes + 4)
  return taggedHash('parley-dataset/v1/record', record)
}
