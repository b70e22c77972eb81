export { type Evaluation, hasRightAnswers, type MetricName, metricNames } from './evaluation.ts'
export { type Evaluator, openEvaluator } from './evaluator.ts'
export type { Figure } from './metrics/intervals.ts'
export {
  addMetricCounts,
  type CountedMetrics,
  type CountsForm,
  countsForm,
  metricCounts,
  metricCountsLength,
  metricsOfCounts,
} from './metrics/metric-counts.ts'
