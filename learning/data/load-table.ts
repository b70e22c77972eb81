import { DataError } from '../errors.ts'
import type { ClassDataset } from './dataset.ts'
import { openExampleBuilder } from './example-builder.ts'
import { throwFault } from './faults.ts'
import type { SiteFormat } from './file-format.ts'
import { columnsWithoutStatistics, dataShapeOf, type TableSchema } from './schema.ts'
import { modelEncoder } from './table/feature-encoder.ts'
import { noObserver, readTable } from './table/table-reader.ts'
import type { TableSource } from './table/table-source.ts'

/** All examples of a table. Throws `DataError` at the first fault, and for a table without examples. */
export async function loadTable(
  source: TableSource,
  schema: TableSchema,
  site?: SiteFormat,
): Promise<ClassDataset> {
  requireStatistics(source.file, schema)
  const { featureShape, classes } = dataShapeOf(schema)
  const examples = openExampleBuilder(source.file, featureShape, classes)
  const encoderOf = modelEncoder
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
  const [first] = columnsWithoutStatistics(schema)
  if (first === undefined) return
  throw new DataError(
    file,
    'the data schema leaves its mean to federated statistics, which are made when the bounty starts; until then the file can be checked, not loaded',
    { column: first },
  )
}
