/**
 * A held-out test set as the file that a bounty's terms name: the records in a form of `dataset-blob.ts` or `raw-blob.ts`, and before
 * them the salt of their root: "parley-testset/1" (16 bytes) | salt (16 bytes) | the records. The salt is secret to whoever may not
 * see the records, so that neither the file's SHA-256 nor the root tells a stranger whether a guess is right. Files of records alone
 * are those of bounties without a root.
 */
import { concat, toHex, utf8 } from '../../aggregation/crypto/index.ts'
import { DataError } from '../errors.ts'
import { commitDatasetInSlices, datasetSaltBytes } from './commitment.ts'
import { decodeDatasetBlob, encodeDatasetBlob } from './dataset-blob.ts'
import { decodeRawBlob, encodeRawBlob } from './raw-blob.ts'
import { type HolderData, isRawDataset, recordsOf } from './raw-dataset.ts'
import { type DataSchema, isFederated } from './schema.ts'

export interface TestSet {
  /** Raw where the means by which they are standardised come from the holders. */
  readonly data: HolderData
  /** Of their root; absent where the terms name none. */
  readonly salt?: Uint8Array
}

const magic = utf8('parley-testset/1')
const headerBytes = magic.length + datasetSaltBytes

/** The file of a test set; the same bytes for the same records and salt. */
export function encodeTestSet({ data, salt }: TestSet): Uint8Array {
  const records = isRawDataset(data) ? encodeRawBlob(data) : encodeDatasetBlob(data)
  return salt === undefined ? records : concat(magic, salt, records)
}

/** Reads the file of a test set against the bounty's schema. Throws `DataError` saying what is wrong with it. */
export function decodeTestSet(bytes: Uint8Array, schema: DataSchema): TestSet {
  const isSalted = magic.every((byte, i) => bytes[i] === byte)
  if (isSalted && bytes.length < headerBytes) throw new DataError('the test set', 'it ends within its salt')
  const records = isSalted ? bytes.subarray(headerBytes) : bytes
  const data = isFederated(schema) ? decodeRawBlob(records, schema) : decodeDatasetBlob(records)
  return isSalted ? { data, salt: bytes.slice(magic.length, headerBytes) } : { data }
}

/** The root over the records of a test set that has a salt, hex; see `commitDataset`. It pauses between records. */
export async function testSetRoot({ data, salt }: Required<TestSet>): Promise<string> {
  const { root } = await commitDatasetInSlices(recordsOf(data), salt)
  return toHex(root)
}

/** Why a test set is not the one with this root; undefined where it is. */
export async function testSetRootFault({ data, salt }: TestSet, root: string): Promise<string | undefined> {
  if (salt === undefined) return 'is a file without a salt, from which no root can be made'
  const found = await testSetRoot({ data, salt })
  return found === root
    ? undefined
    : `has the root ${found.slice(0, 16)}… over its records, and the terms name ${root.slice(0, 16)}…`
}
