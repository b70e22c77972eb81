import { throwFault } from './faults.ts'
import { effectiveFormat, type SiteFormat } from './file-format.ts'
import { openTable } from './open-table.ts'
import type { TableSchema } from './schema.ts'
import { rawEncoder } from './table/feature-encoder.ts'
import { readTable, type TableObserver } from './table/table-reader.ts'

/**
 * A table as columns in their own units, before anything is imputed or standardised: what statistics are made of.
 * `values[feature][record]` is a number, the days of a date since 1970-01-01, 0 or 1, or the place of a category ("other"
 * the last); NaN where it is missing.
 */
export interface TableColumns {
  readonly records: number
  readonly values: readonly Float64Array[]
  /** Class numbers, one a record. */
  readonly labels: Int32Array
}

/** Reads the columns that the schema names. Records without a label are left out. Throws `DataError` at the first fault. */
export async function readTableColumns(
  file: string,
  schema: TableSchema,
  site?: SiteFormat,
): Promise<TableColumns> {
  const { source } = openTable(file, effectiveFormat(schema, site))
  const { observer, columns } = openColumnGatherer(schema)
  const reading = { source, schema, site, onFault: throwFault, observer, encoderOf: rawEncoder }
  await readTable({ ...reading, examples: undefined })
  return columns()
}

function openColumnGatherer(schema: TableSchema): {
  readonly observer: TableObserver
  readonly columns: () => TableColumns
} {
  const values = schema.features.map((): number[] => [])
  const labels: number[] = []
  const observer: TableObserver = {
    unreadColumns: () => {},
    value: (feature, value) => values[feature]!.push(value),
    missing: feature => values[feature]!.push(Number.NaN),
    record: (_, label) => labels.push(label),
    unlabelled: () => {},
  }
  const columns = () => ({
    records: labels.length,
    values: values.map(column => Float64Array.from(column)),
    labels: Int32Array.from(labels),
  })
  return { observer, columns }
}
