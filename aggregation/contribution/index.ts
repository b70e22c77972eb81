export type { Contributor } from './clusters.ts'
export {
  type CoalitionPlan,
  fullyEvaluatedGroups,
  maximumEvaluations,
  maximumGroups,
  planCoalitions,
} from './coalitions.ts'
export type { Estimator } from './estimate.ts'
export { type GroupValues, groupShapley } from './group-shapley.ts'
export {
  type ContributionRefusal,
  contributionRefusals,
  type RefusedContribution,
  type ScoredRound,
} from './score-input.ts'
export {
  type ContributionInput,
  type Contributions,
  type ContributorScore,
  type EstimatorReason,
  estimatorReasons,
  type PlayerScore,
  scoreContributions,
  weightParts,
} from './scores.ts'
export { type ContributionSettings, contributionLimits, usualContributionSettings } from './settings.ts'
export { type Weighted, weightedMedian } from './weighted-median.ts'
