import path from 'node:path'
import { DataError } from '../errors.ts'
import type { FileFormat } from './file-format.ts'
import type { DataFormat } from './report/report.ts'
import { csvSource } from './table/csv-source.ts'
import { npzSource } from './table/npz-source.ts'
import { parquetSource } from './table/parquet-source.ts'
import type { TableSource } from './table/table-source.ts'

export interface OpenTable {
  readonly format: DataFormat
  readonly source: TableSource
}

/** The table in a file, whose name's end says how it is written. Throws `DataError` for one that says nothing. */
export function openTable(file: string, format: FileFormat): OpenTable {
  switch (path.extname(file).toLowerCase()) {
    case '.csv':
    case '.txt':
      return { format: 'csv', source: csvSource(file, format) }
    case '.tsv':
      return { format: 'csv', source: csvSource(file, { ...format, delimiter: '\t' }) }
    case '.parquet':
      return { format: 'parquet', source: parquetSource(file) }
    case '.npz':
      return { format: 'npz', source: npzSource(file) }
    default:
      throw new DataError(
        file,
        'the data schema asks for a table; name a file that ends in .csv, .tsv, .parquet or .npz',
      )
  }
}
