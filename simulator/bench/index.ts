export { defaultFlowerPython, defaultPython } from './bench-peers.ts'
export { type BenchReport, benchTargets, type Goal } from './bench-report.ts'
export { type LargeRoundReport, playLargeRound } from './large-round.ts'
export { benchSecureAggregation } from './secure-aggregation.ts'
