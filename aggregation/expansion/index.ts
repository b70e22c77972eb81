export {
  addMaskStreams,
  type EngineName,
  type EngineReport,
  engineNamed,
  engineReport,
  expansionEngine,
} from './engine.ts'
export { type AddMaskStreams, type ExpansionEngine, type MaskStream, wordBytesFor } from './streams.ts'
export { type ExpansionWorkers, openExpansionWorkers, sharedVector } from './workers.ts'
