/** A table as a heat map: attacks by rules, or any two fields against each other. */
import { percentText, type Scale } from './axis.ts'
import type { Drawing } from './drawing.ts'
import { type Markup, markup } from './markup.ts'
import { shortened, textWidth } from './text-width.ts'

export interface Matrix {
  readonly title: string
  readonly description: string
  readonly scale: Scale
  /** What rows and columns are, such as "attack" and "rule". */
  readonly rowTitle: string
  readonly columnTitle: string
  readonly rows: readonly string[]
  readonly columns: readonly string[]
  /** By row, then column; undefined where nothing was measured. */
  readonly cells: readonly (readonly (number | undefined)[])[]
  /** In pixels. */
  readonly width?: number
}

const fontSize = 12.5
const cellHeight = 36
const gap = 2
/** The accent shows through this far at most, so that ink stays readable on it in both schemes. */
const opacity = { least: 0.05, most: 0.55 } as const

/** Semibold letters are wider. */
function boldWidth(text: string): number {
  return textWidth(text, fontSize) * 1.12
}

interface Frame {
  readonly left: number
  readonly top: number
  readonly cellWidth: number
  readonly isTilted: boolean
}

/**
 * Cells coloured from the least to the greatest figure, each with its figure as text.
 *
 * @throws RangeError where the cells are not as many as rows and columns.
 */
export function matrix(chart: Matrix): Drawing {
  const { title, description, rows, columns, cells, width = 760 } = chart
  if (cells.length !== rows.length || cells.some(row => row.length !== columns.length))
    throw new RangeError(`cells: ${rows.length} rows of ${columns.length} figures are expected`)
  const frame = frameFor(chart, width)
  const shade = shadeFor(cells.flat().filter(value => value !== undefined))
  const body = markup`<g aria-hidden="true" font-size="${fontSize}">${axisTitles(chart, frame)}${columns.map((label, i) => columnLabel(label, i, frame))}${rows.map((label, i) => rowLabel(label, i, frame))}${cells.map((row, i) => row.map((value, j) => cell(chart.scale, value, i, j, frame, shade)))}</g>`
  return { width, height: frame.top + rows.length * cellHeight + 6, title, description, body }
}

function frameFor({ rows, columns, rowTitle }: Matrix, width: number): Frame {
  const widest = (labels: readonly string[]) => Math.max(0, ...labels.map(label => boldWidth(label)))
  const left = Math.min(Math.max(widest(rows), textWidth(rowTitle, 12)) + 24, width * 0.4)
  const cellWidth = (width - left - 12) / Math.max(1, columns.length)
  const isTilted = widest(columns) > cellWidth - 8
  return { left, cellWidth, isTilted, top: isTilted ? Math.min(170, 46 + widest(columns) * 0.72) : 50 }
}

function shadeFor(values: readonly number[]): (value: number) => number {
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const share = (value: number) => (high > low ? (value - low) / (high - low) : 1)
  return value => opacity.least + share(value) * (opacity.most - opacity.least)
}

function axisTitles({ rowTitle, columnTitle }: Matrix, { left, top }: Frame): Markup {
  return markup`<g fill="var(--ink-soft)" font-size="12"><text x="12" y="${top - 10}">${rowTitle}</text><text x="${(left + gap).toFixed(1)}" y="16">${columnTitle}</text></g>`
}

function columnLabel(label: string, index: number, { left, top, cellWidth, isTilted }: Frame): Markup {
  const x = (left + (index + 0.5) * cellWidth).toFixed(1)
  if (!isTilted)
    return markup`<text x="${x}" y="${top - 10}" text-anchor="middle" fill="var(--ink)" font-weight="600">${label}</text>`
  const shown = shortened(label, (top - 40) / 0.72, fontSize)
  return markup`<text transform="translate(${x},${top - 8}) rotate(-45)" text-anchor="start" fill="var(--ink)" font-weight="600">${shown}</text>`
}

function rowLabel(label: string, index: number, { left, top }: Frame): Markup {
  const y = top + (index + 0.5) * cellHeight
  return markup`<text x="12" y="${y}" dy="0.35em" fill="var(--ink)" font-weight="600">${shortened(label, left - 20, fontSize)}</text>`
}

function cell(
  scale: Scale,
  value: number | undefined,
  row: number,
  column: number,
  { left, top, cellWidth }: Frame,
  shade: (value: number) => number,
): Markup {
  const [x, y] = [left + column * cellWidth, top + row * cellHeight]
  const fill =
    value === undefined
      ? markup`fill="none" stroke="var(--line)"`
      : markup`fill="var(--accent)" fill-opacity="${shade(value).toFixed(3)}"`
  return markup`<rect x="${(x + gap / 2).toFixed(1)}" y="${y + gap / 2}" width="${(cellWidth - gap).toFixed(1)}" height="${cellHeight - gap}" rx="5" ${fill}/><text x="${(x + cellWidth / 2).toFixed(1)}" y="${y + cellHeight / 2}" dy="0.35em" text-anchor="middle" fill="var(--ink)" font-weight="600">${cellText(scale, value, cellWidth)}</text>`
}

function cellText(scale: Scale, value: number | undefined, width: number): string {
  if (value === undefined) return '–'
  const text = scale === 'share' ? percentText(value, 1) : `${Number(value.toPrecision(3))}`
  return textWidth(text, fontSize) < width - 6 ? text : text.replace(' %', '')
}
