import {
  completeDataset,
  isRawDataset,
  parseDataSchema,
  type RawDataset,
  type TableSchema,
} from './data/index.ts'
import type { ModelFile } from './models/index.ts'
import { type LoadedDataset, loadDataset } from './training/index.ts'

const readied = new WeakMap<RawDataset, { readonly schema: string; readonly dataset: LoadedDataset }>()

/**
 * Records as a model takes them: raw ones are standardised by the schema that came with the model, once for all models with
 * the same one. Throws `DataError` when the schema does not complete them.
 */
export function readyDataset(
  data: LoadedDataset | RawDataset,
  model: Pick<ModelFile, 'data'>,
): LoadedDataset {
  if (!isRawDataset(data)) return data
  if (model.data === undefined) throw new Error('a model of a bounty with federated statistics has none')
  const schema = JSON.stringify(model.data)
  const before = readied.get(data)
  if (before?.schema === schema) return before.dataset
  const dataset = loadDataset(completeDataset(data, parseDataSchema(model.data, 'the model') as TableSchema))
  readied.set(data, { schema, dataset })
  return dataset
}
