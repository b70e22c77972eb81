export { commitDataset, type DatasetCommitment, datasetSaltBytes } from './commitment.ts'
export { readCsv } from './csv.ts'
export {
  type ClassDataset,
  classCounts,
  type Dataset,
  type MultiLabelDataset,
  type RegressionDataset,
  type SegmentationDataset,
  selectExamples,
} from './dataset.ts'
export { decodeDatasetBlob, encodeDatasetBlob } from './dataset-blob.ts'
export { type Fit, fitsModel } from './fits-model.ts'
export { readIdxFolder } from './idx.ts'
export { loadMnist, mnistSchema } from './mnist.ts'
export { type PartitionOptions, type PartitionScheme, partition } from './partition.ts'
export { readDataset } from './read-dataset.ts'
export {
  type DataSchema,
  dataSchemaSchema,
  dataShapeOf,
  featureShapeOf,
  type ImageSchema,
  parseDataSchema,
  type TableSchema,
} from './schema.ts'
export { writeIdxFolder } from './write-idx.ts'
