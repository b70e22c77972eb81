export type { ConfirmationPolicy } from './auth/confirmation.ts'
export type { OnJudged } from './auth/door-watch.ts'
export { OwnKeyError } from './auth/own-keys.ts'
export * from './blobs/index.ts'
export { meetsTarget } from './bounties/bounty-facts.ts'
export { emptySummary } from './bounties/bounty-store.ts'
export { checkFeasible } from './bounties/post-bounty.ts'
export { planOf } from './bounties/round-plan.ts'
export {
  type Composition,
  type CoordinatorConfig,
  composeCoordinator,
  coordinatorVersion,
  openCoordinator,
  type RunningCoordinator,
} from './compose.ts'
export { ConsoleHostError, ConsolePortError } from './console/index.ts'
export { type Coordinator, createCoordinator } from './coordinator.ts'
export type { DoorCheck } from './metrics/index.ts'
export type { Journal, Parts } from './parts.ts'
export { nextClipNorm } from './rounds/adapt-clip.ts'
export { releaseSum } from './rounds/release-sum.ts'
export { type RoundSums, type Stepping, stepModel } from './rounds/step-model.ts'
export {
  openStorage,
  StorageContentionError,
  StorageLockedError,
  StorageUnavailableError,
} from './storage/index.ts'
export { realWorld, type World } from './world.ts'
