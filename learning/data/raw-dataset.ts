/**
 * The records of a table in their own units, before anything is imputed or standardised: what a holder has of a schema
 * with federated statistics until these are made. Statistics are made from them, they are committed to and audited as
 * they are, and with the completed schema they become the dataset that a model is trained on.
 *
 * A value is kept as 32-bit float, 24 bits of it significant: enough for days and for places, and for numbers whose
 * distance from zero is not some thousand times the width of their range.
 */
import type { ClassDataset, Dataset } from './dataset.ts'
import type { TableSchema } from './schema.ts'
import type { TableColumns } from './table-columns.ts'

export interface RawDataset {
  readonly kind: 'raw'
  /** What the records were read against; its statistics may be open. */
  readonly schema: TableSchema
  /**
   * A row a record, one value for each column of the schema: a number, the days of a date since 1970-01-01, 0 or 1, or the
   * place of a category ("other" the last). Where it is missing, the one NaN with the bits 0x7fc00000.
   */
  readonly records: ClassDataset
}

/** What a holder's data was read as: a dataset that a model takes, or raw records that wait for their statistics. */
export type HolderData = Dataset | RawDataset

export function isRawDataset(data: HolderData): data is RawDataset {
  return 'kind' in data
}

/** What is committed to: the dataset itself, or the raw records. */
export function recordsOf(data: HolderData): Dataset {
  return isRawDataset(data) ? data.records : data
}

/** Shape of a raw record and the number of classes. */
export function rawShapeOf(schema: TableSchema): {
  readonly featureShape: readonly number[]
  readonly classes: number
} {
  return { featureShape: [schema.features.length], classes: schema.label.classes.length }
}

/** Bits of the NaN that stands for a missing value: the quiet one without a payload. */
export const missingBits = 0x7fc00000

/** The bits of values, in the memory of the values. */
export function bitsOf(values: Float32Array): Uint32Array {
  return new Uint32Array(values.buffer, values.byteOffset, values.length)
}

/** Records that were just read, as raw data. Each NaN becomes the same NaN, since a root is made from the bits. */
export function rawDatasetOf(schema: TableSchema, records: ClassDataset): RawDataset {
  const { features } = records
  const bits = bitsOf(features)
  for (let i = 0; i < features.length; i++) if (Number.isNaN(features[i])) bits[i] = missingBits
  return { kind: 'raw', schema, records }
}

/** The records column by column, as statistics are made from them. */
export function columnsOf({ schema, records }: RawDataset): TableColumns {
  const { features, examples, labels } = records
  const width = schema.features.length
  const values = schema.features.map((_, column) =>
    Float64Array.from({ length: examples }, (_, record) => features[record * width + column]!),
  )
  return { records: examples, values, labels }
}
