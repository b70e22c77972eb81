export { type ContributionOptions, type ContributionReport, measureContribution } from './experiment.ts'
export type { MethodFigures, SeedFigure } from './figures.ts'
export { rankCorrelation } from './rank-correlation.ts'
export { utilityNames } from './utility.ts'
