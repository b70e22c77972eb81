/** The buyer's held-out test set: as records, and as the file whose hash the terms name. */
import { sha256, toHex } from '../aggregation/index.ts'
import {
  type DataSchema,
  encodeDatasetBlob,
  encodeRawBlob,
  type HolderData,
  isRawDataset,
  parseDataSchema,
  readHolderData,
} from '../learning/index.ts'
import type { BountyTerms } from '../protos/terms.ts'
import { CommandError } from './errors.ts'

export interface HeldOutSet {
  /** Raw where the means by which they are standardised come from the holders. */
  readonly data: HolderData
  readonly blob: Uint8Array
}

/** Reads the test set under the schema. Throws `DataError` naming file and place. */
export async function readHeldOutSet(file: string, schema: DataSchema): Promise<HeldOutSet> {
  const data = await readHolderData(file, schema)
  return { data, blob: isRawDataset(data) ? encodeRawBlob(data) : encodeDatasetBlob(data) }
}

/** Reads the test set and holds it to the hash in the terms. Throws `CommandError` when it is another one. */
export async function readPromisedSet(file: string, terms: BountyTerms): Promise<HolderData> {
  const { data, blob } = await readHeldOutSet(file, parseDataSchema(terms.data, 'the terms'))
  const found = toHex(sha256(blob))
  const { sha256: promised } = terms.acceptance.testSet
  if (found === promised) return data
  throw new CommandError(
    `${file} is not the test set of this bounty: its records have the SHA-256 ${found.slice(0, 16)}… and the terms name ${promised.slice(0, 16)}…; ` +
      'give the records that lay there when the bounty was posted, in the same order',
    'other-test-set',
  )
}
