export { OwnKeyError } from './auth/own-keys.js';
export { meetsTarget } from './bounties/bounty-facts.js';
export { emptySummary } from './bounties/bounty-store.js';
export { checkFeasible } from './bounties/post-bounty.js';
export { planOf } from './bounties/round-plan.js';
export { composeCoordinator, coordinatorVersion, openCoordinator, } from './compose.js';
export { ConsoleHostError, ConsolePortError } from './console/index.js';
export { createCoordinator } from './coordinator.js';
export { groupMeanOf, stepModel } from './rounds/step-model.js';
export { openStorage, StorageContentionError, StorageLockedError, StorageUnavailableError, } from './storage/index.js';
export { realWorld } from './world.js';
//# sourceMappingURL=index.js.map