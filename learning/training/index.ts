export { type BackendEntry, type BackendName, backendNames, backendReport } from './backends.ts'
export * from './external/index.ts'
export type { TrainingProgress, TrainingResult, TrainingSettings } from './train-locally.ts'
export {
  type LoadedDataset,
  loadDataset,
  openTrainer,
  type Trainer,
  type TrainerOptions,
  type TrainingRequest,
} from './trainer.ts'
