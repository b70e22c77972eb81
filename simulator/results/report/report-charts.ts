/** The pictures of an experiment, from its figures. */
import type { CurvePoint, VariantSummary } from '../summary.ts'
import { valueText } from '../variants.ts'
import { percentText, type Scale } from './axis.ts'
import { type DotChart, dotChart } from './dot-chart.ts'
import { type Drawing, standaloneSvg } from './drawing.ts'
import { type LineChart, type LineSeries, lineChart } from './line-chart.ts'
import { type Matrix, matrix } from './matrix.ts'
import { intervalText } from './published.ts'
import { type RocChart, rocChart } from './roc-chart.ts'
import { shortLabels } from './short-labels.ts'

/** What a chart shows: `accuracy` and `loss` by round, or the `final` accuracy of each variant. */
export type ChartKind = 'accuracy' | 'loss' | 'final'

export interface ChartOptions {
  readonly title?: string
  /** Accuracies that a line across marks. */
  readonly targets?: readonly number[]
  /** In pixels; 760 where nothing is said. */
  readonly width?: number
}

const titles: Readonly<Record<ChartKind, string>> = {
  accuracy: 'Accuracy by round',
  loss: 'Loss by round',
  final: 'Final accuracy',
}

/** A picture of the figures as an SVG file of its own, in the reader's colour scheme. */
export function chartSvg(
  kind: ChartKind,
  summaries: readonly VariantSummary[],
  options: ChartOptions = {},
): string {
  return standaloneSvg(drawChart(kind, summaries, options))
}

/** A line chart of any figures by round as an SVG file of its own. */
export function lineChartSvg(chart: LineChart): string {
  return standaloneSvg(lineChart(chart))
}

/** A heat map as an SVG file of its own: attacks by rules, or any two things against each other. Throws as `matrix` does. */
export function matrixSvg(chart: Matrix): string {
  return standaloneSvg(matrix(chart))
}

/** Attacks on membership as an SVG file of its own. */
export function rocChartSvg(chart: RocChart): string {
  return standaloneSvg(rocChart(chart))
}

/** A picture of the figures. */
export function drawChart(
  kind: ChartKind,
  summaries: readonly VariantSummary[],
  { title = titles[kind], targets = [], width = 760 }: ChartOptions,
): Drawing {
  if (kind === 'final') return dotChart(finalChart(summaries, title, width))
  const scale = kind === 'loss' ? 'positive' : 'share'
  const labels = shortLabels(summaries)
  const series = summaries.map((summary, i) => seriesOf(kind, summary, labels[i]!))
  return lineChart({
    title,
    description: `Line chart. ${series.map(each => endText(each, scale)).join('; ')}.`,
    scale,
    series,
    targets: kind === 'accuracy' ? targets : [],
    width,
  })
}

function seriesOf(kind: 'accuracy' | 'loss', summary: VariantSummary, label: string): LineSeries {
  const points = kind === 'accuracy' ? summary.accuracyByRound : summary.lossByRound
  return {
    label,
    points: points.map(({ round, mean, interval }) => ({ round, value: mean, interval })),
    wholeUpTo: wholeUpTo(points, summary.runs.length),
  }
}

/** A run that stopped early has no part in the mean from there on. */
function wholeUpTo(points: readonly CurvePoint[], runs: number): number {
  return points.findLast(({ count }) => count === runs)?.round ?? 0
}

function endText({ label, points }: LineSeries, scale: Scale): string {
  const last = points.at(-1)
  if (last === undefined) return `${label}: no figure yet`
  const value = scale === 'share' ? percentText(last.value) : String(Number(last.value.toPrecision(3)))
  return `${label}: ${value} after round ${last.round}`
}

function finalChart(summaries: readonly VariantSummary[], title: string, width: number): DotChart {
  const labels = shortLabels(summaries)
  const rows = summaries.map(({ finalAccuracy, runs }, i) => ({
    label: labels[i]!,
    value: finalAccuracy?.mean,
    interval: finalAccuracy?.interval,
    values: runs.flatMap(run => (run.end === undefined ? [] : (lastAccuracy(run.rounds) ?? []))),
    text: finalAccuracy === undefined ? 'unfinished' : percentText(finalAccuracy.mean),
    note: finalAccuracy === undefined ? '' : intervalText(finalAccuracy),
  }))
  return {
    title,
    description: `Dot plot. ${rows.map(({ label, text, note }) => `${label}: ${text}${note && ` (${note})`}`).join('; ')}.`,
    scale: 'share',
    // A phone has no room for the interval beside the label; the bar shows it there.
    rows: rows.map(row => ({
      ...row,
      text: row.note === '' || width < 500 ? row.text : `${row.text}  (${row.note})`,
    })),
    width,
  }
}

function lastAccuracy(rounds: readonly { readonly metrics: Readonly<Record<string, number>> }[]) {
  return rounds.findLast(({ metrics }) => metrics.accuracy !== undefined)?.metrics.accuracy
}

/**
 * Final accuracy by two swept fields against each other; undefined where not exactly two are swept, or one of them has a
 * single value, or there is a third thing to tell apart.
 */
export function sweepMatrix(summaries: readonly VariantSummary[], width = 760): Matrix | undefined {
  const [rowField, columnField, ...others] = [
    ...new Set(summaries.flatMap(({ changes }) => Object.keys(changes))),
  ].sort()
  if (rowField === undefined || columnField === undefined || others.length > 0) return undefined
  const valuesOf = (field: string) => [
    ...new Set(summaries.map(({ changes }) => valueText(changes[field] ?? null))),
  ]
  const [rows, columns] = [valuesOf(rowField), valuesOf(columnField)]
  if (rows.length < 2 || columns.length < 2 || rows.length * columns.length < summaries.length)
    return undefined
  const figureAt = (row: string, column: string) =>
    summaries.find(
      ({ changes }) =>
        valueText(changes[rowField] ?? null) === row && valueText(changes[columnField] ?? null) === column,
    )?.finalAccuracy?.mean
  const cells = rows.map(row => columns.map(column => figureAt(row, column)))
  return {
    title: 'Final accuracy by both swept fields',
    description: `Heat map. ${rows.map((row, i) => `${row}: ${columns.map((column, j) => `${column} ${shareText(cells[i]![j])}`).join(', ')}`).join('; ')}.`,
    scale: 'share',
    rowTitle: rowField,
    columnTitle: columnField,
    rows,
    columns,
    cells,
    width,
  }
}

function shareText(value: number | undefined): string {
  return value === undefined ? 'none' : percentText(value, 1)
}
