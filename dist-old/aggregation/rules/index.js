export { serverAdagrad, serverAdam, serverYogi, } from './adaptive-steps.js';
export { averaging } from './averaging.js';
export { meanOfGroups } from './group-mean.js';
export { combineGroups, leastGroupsFor, toleratedGroups } from './robust-rules.js';
export { serverMomentum } from './server-momentum.js';
export { weightedMean } from './weighted-mean.js';
//# sourceMappingURL=index.js.map