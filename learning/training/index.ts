export { type BackendEntry, type BackendState, backendReport, tryBackend } from './backend-report.ts'
export {
  type BackendName,
  backendNames,
  backendVariable,
  insistedBackend,
  type RunningBackend,
  startBackend,
} from './backends.ts'
export * from './external/index.ts'
export {
  type AchievedPrivacy,
  type AdaptiveClipping,
  noiseWithMarks,
  type RecordPrivacy,
  stepsOfEpoch,
} from './private/index.ts'
export { computeInThisThread, type ThreadCompute } from './this-thread.ts'
export type { TrainingProgress, TrainingResult, TrainingSettings } from './train-locally.ts'
export {
  type LoadedDataset,
  loadDataset,
  openTrainer,
  type Trainer,
  type TrainerOptions,
  type TrainingRequest,
} from './trainer.ts'
