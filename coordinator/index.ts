export { OwnKeyError } from './auth/own-keys.ts'
export { checkFeasible } from './bounties/post-bounty.ts'
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
export type { Journal, Parts } from './parts.ts'
export {
  openStorage,
  StorageContentionError,
  StorageLockedError,
  StorageUnavailableError,
} from './storage/index.ts'
export { realWorld, type World } from './world.ts'
