import type { ClassDataset } from './dataset.ts'
import { effectiveFormat, type SiteFormat } from './file-format.ts'
import { loadTable } from './load-table.ts'
import type { TableSchema } from './schema.ts'
import { csvSource } from './table/csv-source.ts'

/**
 * Reads the columns of a CSV file that the schema names; others are left alone. Numbers are standardised by the schema's
 * mean and deviation, categories become one-hot. `site`: what this holder's file has of its own. Throws `DataError` with
 * the file, the line, the column and the fix.
 */
export async function readCsv(file: string, schema: TableSchema, site?: SiteFormat): Promise<ClassDataset> {
  return loadTable(csvSource(file, effectiveFormat(schema, site)), schema, site)
}
