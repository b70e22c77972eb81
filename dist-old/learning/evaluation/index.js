export { hasRightAnswers, metricNames } from './evaluation.js';
export { openEvaluator } from './evaluator.js';
export { checkMetricCounts } from './metrics/check-counts.js';
export { metricsOfCounts } from './metrics/counted-metrics.js';
export { countMaxima, countsForm, metricCountsLength } from './metrics/counts-form.js';
export { addMetricCounts, metricCounts, openCounter } from './metrics/metric-counts.js';
//# sourceMappingURL=index.js.map