export { type Evaluation, type MetricName, metricNames } from './evaluation.ts'
export { type Evaluator, openEvaluator } from './evaluator.ts'
export type { Figure } from './metrics/intervals.ts'
