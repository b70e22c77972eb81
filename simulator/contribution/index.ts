export {
  type ContributionOptions,
  type ContributionReport,
  type MethodFigures,
  measureContribution,
  type SeedFigure,
} from './experiment.ts'
export { rankCorrelation } from './rank-correlation.ts'
export { utilityNames } from './utility.ts'
