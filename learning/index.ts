export * from './data/index.ts'
export {
  BackendError,
  DataError,
  ModelError,
  TrainingError,
  type TrainingFault,
  WorkerError,
  type WorkerFault,
} from './errors.ts'
export * from './evaluation/index.ts'
export { fitsSchema } from './fits-schema.ts'
export * from './models/index.ts'
export * from './training/index.ts'
