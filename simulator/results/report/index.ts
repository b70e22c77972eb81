export type { LineChart, LinePoint, LineSeries } from './line-chart.ts'
export type { Matrix } from './matrix.ts'
export type { FigureName, PublishedFigure } from './published.ts'
export {
  type ChartKind,
  type ChartOptions,
  chartSvg,
  lineChartSvg,
  matrixSvg,
  rocChartSvg,
} from './report-charts.ts'
export { type ReportOptions, reportPage } from './report-page.ts'
export type { RocChart } from './roc-chart.ts'
