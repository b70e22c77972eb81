import { stat } from 'node:fs/promises'
import { DataError } from '../errors.ts'
import { readCsv } from './csv.ts'
import type { ClassDataset } from './dataset.ts'
import { readIdxFolder } from './idx.ts'
import type { DataSchema } from './schema.ts'

/** Reads what `--data` names: a CSV file for a table, a folder with an IDX pair for images. Throws `DataError`. */
export async function readDataset(file: string, schema: DataSchema): Promise<ClassDataset> {
  const found = await stat(file).catch((error: Error) => {
    throw new DataError(
      file,
      `it cannot be read (${error.message}); name a CSV file or a folder of IDX files`,
    )
  })
  if (schema.kind === 'table') {
    if (found.isFile() && /\.csv$/i.test(file)) return readCsv(file, schema)
    throw new DataError(file, 'the data schema asks for a table; name a file that ends in .csv')
  }
  if (found.isDirectory()) return readIdxFolder(file, schema)
  throw new DataError(file, 'the data schema asks for images; name a folder with an IDX pair of files')
}
