export { type CardColumn, type DatasetCard, datasetCardMarkdown, makeDatasetCard } from './card.ts'
export {
  auditedRecords,
  commitDataset,
  commitDatasetInSlices,
  type DatasetCommitment,
  datasetSaltBytes,
  hashedOpening,
  openedBytes,
  openRecords,
  type RecordOpening,
  verifyRecord,
} from './commitment.ts'
export { type ColumnImputation, completeDataset, imputationOf, isCompletionOf } from './completion.ts'
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
export { type DataFaultKind, dataFaultKinds } from './faults.ts'
export type { TableFeature } from './feature-schema.ts'
export { type FileFormat, parseSiteFormat, type SiteFormat } from './file-format.ts'
export { fingerprintsOf, repeatedIn, shareRecord } from './fingerprints.ts'
export { type Fit, fitsModel } from './fits-model.ts'
export { type GuessedSchema, type GuessOptions, guessTableSchema } from './guess/guess-schema.ts'
export { type HeldOut, holdOut } from './hold-out.ts'
export { readIdxFolder } from './idx.ts'
export { loadMnist, mnistSchema } from './mnist.ts'
export {
  columnKeys,
  describePartition,
  dirichletShares,
  PartitionError,
  type PartitionOptions,
  type PartitionScheme,
  type PartitionSummary,
  partition,
} from './partition/index.ts'
export { decodeRawBlob, encodeRawBlob } from './raw-blob.ts'
export { columnsOf, type HolderData, isRawDataset, type RawDataset, recordsOf } from './raw-dataset.ts'
export { inspectDataset, readDataset, readHolderData, readRawDataset } from './read-dataset.ts'
export type { Inspection } from './report/inspect.ts'
export {
  type ColumnReport,
  type Count,
  type DataFormat,
  type DataReport,
  type DataWarning,
  type DataWarningKind,
  type DuplicateReport,
  dataWarningKinds,
  type FaultGroup,
  type FaultSample,
  type Imputation,
  type LabelReport,
  type NumberReport,
  quantileShares,
} from './report/report.ts'
export {
  columnsWithoutStatistics,
  type DataSchema,
  dataSchemaSchema,
  dataShapeOf,
  featureShapeOf,
  type ImageSchema,
  isFederated,
  parseDataSchema,
  type TableSchema,
} from './schema.ts'
export {
  completeSchema,
  type NumberStatistics,
  type PlaceStatistics,
  type StatisticsLayout,
  type StatisticsLimits,
  type StatisticsReading,
  statisticsLayout,
  statisticsOfSum,
  summariseColumns,
  type TableStatistics,
} from './statistics.ts'
export { readTableColumns, type TableColumns } from './table-columns.ts'
export {
  decodeTestSet,
  encodeTestSet,
  type TestSet,
  testSetRoot,
  testSetRootFault,
} from './test-set-file.ts'
export { writeIdxFolder } from './write-idx.ts'
