export {
  type AdagradSettings,
  type AdaptiveSettings,
  serverAdagrad,
  serverAdam,
  serverYogi,
} from './adaptive-steps.ts'
export { averaging } from './averaging.ts'
export { type Combined, combination, type GroupMean, meanOfGroups } from './group-mean.ts'
export type { MultiKrumSettings } from './multi-krum.ts'
export { combineGroups, leastGroupsFor, type RobustSettings, toleratedGroups } from './robust-rules.ts'
export { type MomentumSettings, serverMomentum } from './server-momentum.ts'
export type { BeforeStep, ServerRule, ServerState, ServerStep } from './server-step.ts'
export { type WeightedSum, weightedMean } from './weighted-mean.ts'
