import { DataError } from '../errors.ts'
import type { ClassDataset } from './dataset.ts'
import { openExampleBuilder } from './example-builder.ts'
import { throwFault } from './faults.ts'
import type { SiteFormat } from './file-format.ts'
import { type RawDataset, rawDatasetOf, rawShapeOf } from './raw-dataset.ts'
import { columnsWithoutStatistics, dataShapeOf, isFederated, type TableSchema } from './schema.ts'
import { type EncoderOf, modelEncoder, rawEncoder } from './table/feature-encoder.ts'
import { noObserver, readTable } from './table/table-reader.ts'
import type { TableSource } from './table/table-source.ts'

/** All examples of a table. Throws `DataError` at the first fault, and for a table without examples. */
export async function loadTable(
  source: TableSource,
  schema: TableSchema,
  site?: SiteFormat,
): Promise<ClassDataset> {
  requireStatistics(source.file, schema)
  return loadRows(source, schema, site, modelEncoder, dataShapeOf(schema))
}

/** All records of a table in their own units. Throws as `loadTable` does, but for statistics, which may be open. */
export async function loadRawTable(
  source: TableSource,
  schema: TableSchema,
  site?: SiteFormat,
): Promise<RawDataset> {
  return rawDatasetOf(schema, await loadRows(source, schema, site, rawEncoder, rawShapeOf(schema)))
}

async function loadRows(
  source: TableSource,
  schema: TableSchema,
  site: SiteFormat | undefined,
  encoderOf: EncoderOf,
  { featureShape, classes }: ReturnType<typeof rawShapeOf>,
): Promise<ClassDataset> {
  const examples = openExampleBuilder(source.file, featureShape, classes)
  await readTable({ source, schema, site, onFault: throwFault, observer: noObserver, encoderOf, examples })
  if (examples.count() === 0) throw new DataError(source.file, noExamples(source))
  return examples.dataset()
}

/** What a table without examples is told. */
export function noExamples(source: TableSource): string {
  return source.places === 'line'
    ? 'it holds no examples: a header line, then one a line'
    : 'it holds no examples'
}

function requireStatistics(file: string, schema: TableSchema): void {
  if (!isFederated(schema)) return
  const [column] = columnsWithoutStatistics(schema)
  const fault =
    'the data schema leaves means to federated statistics, which are made when the bounty starts; until then there are raw records only'
  throw new DataError(file, fault, { column })
}
