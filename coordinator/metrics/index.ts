export { createMetrics, type DoorCheck, type Metrics, type MetricsOptions, type Standing } from './metrics.ts'
export { readStanding } from './standing.ts'
