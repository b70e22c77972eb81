/** What `--data` may name, and which reader takes it. */
import { readdir, stat } from 'node:fs/promises'
import { DataError } from '../errors.ts'
import type { ClassDataset } from './dataset.ts'
import { openExampleBuilder } from './example-builder.ts'
import { throwFault } from './faults.ts'
import { effectiveFormat, type SiteFormat } from './file-format.ts'
import { isIdx, readIdxFolder } from './idx.ts'
import { isNpy, readImageNpyFolder, readImageNpz } from './images/image-arrays.ts'
import { readPictureFolder } from './images/picture-folder.ts'
import { loadRawTable, loadTable } from './load-table.ts'
import { openTable } from './open-table.ts'
import type { HolderData, RawDataset } from './raw-dataset.ts'
import { type Inspection, inspectArrays, inspectPictures, inspectTable } from './report/inspect.ts'
import type { DataFormat } from './report/report.ts'
import { type DataSchema, dataShapeOf, type ImageSchema, isFederated, type TableSchema } from './schema.ts'
import type { TableSource } from './table/table-source.ts'

type FoundData =
  | { readonly kind: 'table'; readonly format: DataFormat; readonly source: TableSource }
  | { readonly kind: 'arrays'; readonly format: DataFormat; readonly read: () => Promise<ClassDataset> }
  | { readonly kind: 'pictures' }

/**
 * Reads what `file` names: a table in CSV, Parquet or NPZ; images as an IDX pair, as NumPy arrays or as PNG and JPEG
 * files. `site`: what this holder's files have of their own. Throws `DataError` at the first fault.
 */
export async function readDataset(
  file: string,
  schema: DataSchema,
  site?: SiteFormat,
): Promise<ClassDataset> {
  const found = await findData(file, schema, site)
  if (found.kind === 'table' && schema.kind === 'table') return loadTable(found.source, schema, site)
  if (found.kind === 'arrays') return found.read()
  return loadPictures(file, schema as ImageSchema, site)
}

/** Reads the raw records of a table. Throws `DataError` at the first fault. */
export async function readRawDataset(
  file: string,
  schema: TableSchema,
  site?: SiteFormat,
): Promise<RawDataset> {
  const { source } = openTable(file, effectiveFormat(schema, site))
  return loadRawTable(source, schema, site)
}

/** Reads what a bounty with this schema begins with: raw records while its statistics are to be made, else the dataset. */
export async function readHolderData(
  file: string,
  schema: DataSchema,
  site?: SiteFormat,
): Promise<HolderData> {
  return isFederated(schema) ? readRawDataset(file, schema, site) : readDataset(file, schema, site)
}

/**
 * Reads all of it, collecting faults instead of ending at the first. What `readHolderData` gives is there when the report
 * `fits`. Throws `DataError` only where there is nothing to begin on.
 */
export async function inspectDataset(
  file: string,
  schema: DataSchema,
  site?: SiteFormat,
): Promise<Inspection> {
  const found = await findData(file, schema, site)
  if (found.kind === 'table' && schema.kind === 'table')
    return inspectTable(found.source, found.format, schema, site)
  if (found.kind === 'arrays') return inspectArrays(file, found.format, schema, found.read)
  return inspectPictures(file, schema as ImageSchema, site)
}

async function loadPictures(folder: string, schema: ImageSchema, site: SiteFormat | undefined) {
  const { featureShape, classes } = dataShapeOf(schema)
  const examples = openExampleBuilder(folder, featureShape, classes)
  await readPictureFolder({ folder, schema, site, onFault: throwFault, examples, onPicture: () => {} })
  if (examples.count() === 0) throw new DataError(folder, 'it holds no pictures')
  return examples.dataset()
}

async function findData(file: string, schema: DataSchema, site: SiteFormat | undefined): Promise<FoundData> {
  const found = await stat(file).catch((error: Error) => {
    throw new DataError(
      file,
      `it cannot be read (${error.message}); name a table in a file, or a folder of images`,
    )
  })
  if (schema.kind === 'table') {
    return { kind: 'table', ...openTable(file, effectiveFormat(schema, site)) }
  }
  if (found.isDirectory()) return imagesIn(file, schema, await readdir(file))
  if (/\.npz$/i.test(file)) return { kind: 'arrays', format: 'npz', read: () => readImageNpz(file, schema) }
  throw new DataError(
    file,
    'the data schema asks for images; name a folder with an IDX pair, NumPy arrays or pictures, or an .npz file',
  )
}

function imagesIn(folder: string, schema: ImageSchema, names: readonly string[]): FoundData {
  if (names.some(isIdx)) return { kind: 'arrays', format: 'idx', read: () => readIdxFolder(folder, schema) }
  if (names.some(isNpy))
    return { kind: 'arrays', format: 'npy', read: () => readImageNpyFolder(folder, schema) }
  return { kind: 'pictures' }
}
