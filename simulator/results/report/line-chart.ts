/** A figure by round: one line a series, the interval as a band, numbered where it ends. */
import { areaY, dot, gridY, lineY, ruleY } from '@observablehq/plot'
import { type Axis, axisFor, type Scale, shortPercentText } from './axis.ts'
import { dodged } from './dodge.ts'
import { type Drawing, plotMarkup } from './drawing.ts'
import { legendFor } from './legend.ts'
import { type Markup, markup } from './markup.ts'
import { seriesStyle } from './palette.ts'

export interface LinePoint {
  readonly round: number
  readonly value: number
  readonly interval: readonly [low: number, high: number] | undefined
}

export interface LineSeries {
  readonly label: string
  /** By rising round. */
  readonly points: readonly LinePoint[]
  /** Last round that all runs of the series reached; beyond it the line is of some only, and faint. */
  readonly wholeUpTo?: number
}

export interface LineChart {
  readonly title: string
  readonly description: string
  readonly scale: Scale
  readonly series: readonly LineSeries[]
  /** What stands below the chart; "Round" unless given. */
  readonly across?: string
  /** Values that a dashed line across marks. */
  readonly targets?: readonly number[]
  /** In pixels. */
  readonly width?: number
}

/** More points on a line than a screen can show would only make the file large. */
const pointsShown = 240
const margin = { top: 24, bottom: 40, left: 52 } as const
const labelSize = 12

interface Frame {
  readonly width: number
  readonly height: number
  readonly right: number
  readonly axis: Axis
  readonly rounds: readonly [number, number]
}

/** The chart with its legend below. */
export function lineChart(chart: LineChart): Drawing {
  const { title, description, series, width = 760 } = chart
  const frame = frameFor(chart, width)
  const legend = legendFor(
    series.map(({ label }) => label),
    width - 2 * 12,
  )
  const body = markup`${plotMarkup(plotOf(chart, frame))}${targetLabels(chart, frame)}${endLabels(series, frame)}<g transform="translate(12,${frame.height + 8})">${legend.body}</g>`
  return {
    width,
    height: frame.height + (legend.height > 0 ? legend.height + 16 : 0),
    title,
    description,
    body,
  }
}

/** Every so many rounds, and the last: what is drawn of a long run. */
export function strideOf(rounds: number): number {
  return Math.max(1, Math.ceil(rounds / pointsShown))
}

function frameFor({ series, scale, targets = [] }: LineChart, width: number): Frame {
  const points = series.flatMap(each => thinned(each.points))
  const rounds = points.map(({ round }) => round)
  // An interval of two seeds may be wider than the whole chart: the axis holds the means.
  const axis = axisFor(scale, [...points.map(({ value }) => value), ...targets])
  return {
    width,
    height: width < 500 ? 260 : 330,
    right: series.length > 1 ? 40 : 20,
    axis,
    rounds: [Math.min(1, ...rounds), Math.max(2, ...rounds)],
  }
}

function plotOf({ series, targets = [], across = 'Round' }: LineChart, frame: Frame) {
  const { width, height, axis, rounds } = frame
  const [low, high] = axis.domain
  const inside = (value: number) => Math.min(high, Math.max(low, value))
  const bandOpacity = series.length > 4 ? 0.09 : 0.16
  return {
    width,
    height,
    marginTop: margin.top,
    marginBottom: margin.bottom,
    marginLeft: margin.left,
    marginRight: frame.right,
    x: {
      domain: rounds,
      ticks: roundTicks(rounds, Math.floor(width / 70)),
      tickFormat: (round: number) => (Number.isInteger(round) ? `${round}` : ''),
      label: across,
      labelAnchor: 'center' as const,
      labelArrow: 'none' as const,
    },
    y: { domain: axis.domain, tickFormat: axis.tickText, ticks: 6, tickSize: 0, label: null },
    marks: [
      gridY({ ticks: 6, stroke: 'var(--line)', strokeOpacity: 1 }),
      ruleY(targets, { stroke: 'var(--target)', strokeWidth: 1.5, strokeDasharray: '6 4' }),
      ...series.map((each, i) =>
        areaY(bandOf(each), {
          x: 'round',
          y1: ({ interval }: LinePoint) => inside(interval![0]),
          y2: ({ interval }: LinePoint) => inside(interval![1]),
          fill: seriesStyle(i).colour,
          fillOpacity: bandOpacity,
        }),
      ),
      ...series.flatMap((each, i) => linesOf(each, i)),
    ],
  }
}

/** Every round where there are few; else about so many. */
function roundTicks([first, last]: readonly [number, number], count: number): number | readonly number[] {
  if (last - first >= count) return count
  return Array.from({ length: last - first + 1 }, (_, i) => first + i)
}

/** The few runs that go on beyond the others have intervals that say little and cover much. */
function bandOf({ points, wholeUpTo = Number.POSITIVE_INFINITY }: LineSeries): readonly LinePoint[] {
  return thinned(points).filter(({ interval, round }) => interval !== undefined && round <= wholeUpTo)
}

function linesOf({ points, wholeUpTo = Number.POSITIVE_INFINITY }: LineSeries, index: number) {
  const shown = thinned(points)
  const { colour, dash } = seriesStyle(index)
  const line = { x: 'round', y: 'value', stroke: colour, strokeDasharray: dash, strokeWidth: 2 }
  const whole = shown.filter(({ round }) => round <= wholeUpTo)
  const rest = shown.filter(({ round }) => round >= (whole.at(-1)?.round ?? 0))
  return [
    lineY(rest, { ...line, strokeOpacity: 0.4, strokeWidth: 1.5 }),
    lineY(whole, line),
    // A line of one point has no length.
    ...(shown.length === 1 ? [dot(shown, { x: 'round', y: 'value', fill: colour, r: 3.5 })] : []),
  ]
}

function thinned(points: readonly LinePoint[]): readonly LinePoint[] {
  const stride = strideOf(points.length)
  return points.filter((_, i) => i % stride === 0 || i === points.length - 1)
}

function xOf({ width, right, rounds }: Frame, round: number): number {
  return margin.left + ((round - rounds[0]) / (rounds[1] - rounds[0])) * (width - margin.left - right)
}

function yOf({ height, axis: { domain } }: Frame, value: number): number {
  const share = (value - domain[0]) / (domain[1] - domain[0])
  return height - margin.bottom - share * (height - margin.bottom - margin.top)
}

function targetLabels({ targets = [], scale }: LineChart, frame: Frame): readonly Markup[] {
  const text = scale === 'share' ? shortPercentText : frame.axis.tickText
  const lines = targets.map(target => yOf(frame, target))
  return targets.map((target, i) => {
    // Under its line where another is close above.
    const isCrowded = lines.some(other => other < lines[i]! && lines[i]! - other < labelSize + 8)
    const y = lines[i]! + (isCrowded ? labelSize + 3 : -6)
    return markup`<text x="${margin.left + 4}" y="${y.toFixed(1)}" fill="var(--target-ink)" stroke="var(--surface)" stroke-width="4" paint-order="stroke" font-size="${labelSize}" font-weight="600" aria-hidden="true">target ${text(target)}</text>`
  })
}

/** The number of each series at the right, led to from where its line ends. */
function endLabels(series: readonly LineSeries[], frame: Frame): readonly Markup[] {
  if (series.length < 2) return []
  const ends = series.flatMap(({ points }, i) => (points.length > 0 ? [{ point: points.at(-1)!, i }] : []))
  const wanted = ends.map(({ point }) => yOf(frame, point.value))
  const places = dodged(wanted, labelSize + 1, margin.top - 4, frame.height - margin.bottom)
  const x = frame.width - frame.right
  return ends.map(({ point, i }, rank) => {
    const [fromX, fromY, y] = [xOf(frame, point.round), wanted[rank]!, places[rank]!].map(each =>
      each.toFixed(1),
    )
    const { colour } = seriesStyle(i)
    return markup`<g aria-hidden="true"><path d="M${fromX},${fromY}L${x + 4},${fromY}L${x + 14},${y}" fill="none" stroke="${colour}" stroke-width="1" stroke-dasharray="1 2" stroke-opacity="0.8"/><text x="${x + 17}" y="${y}" dy="0.35em" fill="${colour}" font-size="${labelSize}" font-weight="700">${i + 1}</text></g>`
  })
}
