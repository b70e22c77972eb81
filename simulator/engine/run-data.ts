/** The data of an experiment: records to cut among virtual holders, and the test set. */
import { readFile } from 'node:fs/promises'
import { parseDocument } from 'yaml'
import {
  type ClassDataset,
  columnKeys,
  type DataSchema,
  isFederated,
  loadMnist,
  mnistSchema,
  PartitionError,
  parseDataSchema,
  type RawDataset,
  readDataset,
  readRawDataset,
} from '../../learning/index.ts'
import type { Experiment } from '../experiment/experiment.ts'
import { ExperimentError } from '../experiment-error.ts'

export interface RunData {
  readonly schema: DataSchema
  readonly train: ClassDataset
  readonly test: ClassDataset
  /** The value of the column by which records are cut, where the experiment names one. */
  readonly keys: ArrayLike<string | number> | undefined
}

/** Reads it. Throws `ExperimentError` for a schema that cannot be used, `DataError` for files that do not hold to it. */
export async function readRunData({ data, partition }: Experiment): Promise<RunData> {
  if ('dataset' in data) {
    const train = await loadMnist('train', data.examples)
    return { schema: mnistSchema, train, test: await loadMnist('test', data.testExamples), keys: undefined }
  }
  const schema = await readSchema(data.schema)
  const [train, test] = [await readDataset(data.train, schema), await readDataset(data.test, schema)]
  const isCut = partition.kind === 'column' && schema.kind === 'table'
  const keys = isCut ? keysIn(await readRawDataset(data.train, schema), partition.column) : undefined
  return { schema, train, test, keys }
}

function keysIn(data: RawDataset, column: string): readonly (string | number)[] {
  try {
    return columnKeys(data, column)
  } catch (error) {
    if (error instanceof PartitionError) throw new ExperimentError(error.field, error.reason)
    throw error
  }
}

async function readSchema(file: string): Promise<DataSchema> {
  const text = await readFile(file, 'utf8').catch((error: Error) => {
    throw new ExperimentError('data.schema', `${file} cannot be read: ${error.message}`)
  })
  const schema = parseDataSchema(pageIn(text, file), file)
  if (!isFederated(schema)) return schema
  throw new ExperimentError(
    'data.schema',
    'leaves its means to federated statistics, which a simulation does not play: give mean and deviation of each column',
  )
}

/** YAML, of which JSON is a part, as wherever a schema is named. */
function pageIn(text: string, file: string): unknown {
  const page = parseDocument(text)
  const [error] = page.errors
  if (error === undefined) return page.toJS()
  throw new ExperimentError('data.schema', `${file} is not YAML: ${error.message}`)
}
