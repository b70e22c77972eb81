export * from './algorithms/index.ts'
export * from './data/index.ts'
export {
  AlgorithmError,
  BackendError,
  DataError,
  ModelError,
  TrainingError,
  type TrainingFault,
  WorkerError,
  type WorkerFault,
} from './errors.ts'
export * from './evaluation/index.ts'
export { dataShapeFor, fitsSchema } from './fits-schema.ts'
export * from './models/index.ts'
export { readyDataset } from './ready-dataset.ts'
export {
  type FederatedTask,
  type MetricTally,
  type RoundContent,
  roundContent,
  vectorPartsOf,
} from './round-content.ts'
export { openSeededRandom, type SeededRandom, shuffle } from './seeded-random.ts'
export * from './training/index.ts'
