export { ResultsError } from './errors.ts'
export {
  type EndLine,
  isFinished,
  type JsonValue,
  type ResultLine,
  type RoundLine,
  type RunLine,
  type StoredRun,
  type TimingLine,
} from './records.ts'
export {
  type ChartKind,
  type ChartOptions,
  chartSvg,
  type FigureName,
  type LineChart,
  type LinePoint,
  type LineSeries,
  lineChartSvg,
  type Matrix,
  matrixSvg,
  type PublishedFigure,
  type ReportOptions,
  reportPage,
  rocChartSvg,
} from './report/index.ts'
export { type RoundsTo, roundsTo } from './rounds-to.ts'
export { readRun, readRuns } from './run-files.ts'
export { openRunWriter, type RunWriter, type RunWriterOptions } from './run-writer.ts'
export { type MeanFigure, meanFigure } from './statistics.ts'
export { type CurvePoint, summarize, type VariantSummary } from './summary.ts'
export { writeAll } from './write-all.ts'
