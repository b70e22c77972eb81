/** How well an attacker tells members from others: one curve an attack, the diagonal of mere guessing dashed. */
import { gridX, gridY, line } from '@observablehq/plot'
import { shortPercentText } from './axis.ts'
import { type Drawing, plotMarkup } from './drawing.ts'
import { legendFor } from './legend.ts'
import { markup } from './markup.ts'
import { seriesStyle } from './palette.ts'

export interface RocChart {
  readonly title: string
  readonly description: string
  readonly curves: readonly {
    readonly label: string
    /** From [0, 0] to [1, 1]: share of the others, share of the members. */
    readonly points: readonly (readonly [number, number])[]
  }[]
}

const [width, height] = [480, 440]

/** A square with its legend below. */
export function rocChart({ title, description, curves }: RocChart): Drawing {
  const legend = legendFor(
    curves.map(({ label }) => label),
    width - 24,
  )
  const axis = {
    domain: [0, 1],
    ticks: 5,
    tickFormat: shortPercentText,
    tickSize: 0,
    labelArrow: 'none',
  } as const
  const body = plotMarkup({
    ...{ width, height, marginTop: 34, marginLeft: 56, marginRight: 24, marginBottom: 44 },
    x: { ...axis, label: 'Others taken for members', labelAnchor: 'center' },
    y: { ...axis, label: 'Members found' },
    marks: [
      gridX({ ticks: 5, stroke: 'var(--line)', strokeOpacity: 1 }),
      gridY({ ticks: 5, stroke: 'var(--line)', strokeOpacity: 1 }),
      line(
        [
          [0, 0],
          [1, 1],
        ],
        { stroke: 'var(--target)', strokeWidth: 1.5, strokeDasharray: '6 4' },
      ),
      ...curves.map(({ points }, i) => {
        const { colour, dash } = seriesStyle(i)
        return line([...points] as [number, number][], {
          stroke: colour,
          strokeDasharray: dash,
          strokeWidth: 2,
        })
      }),
    ],
  })
  const below = legend.height > 0 ? legend.height + 16 : 0
  return {
    width,
    height: height + below,
    title,
    description,
    body: markup`${body}<g transform="translate(12,${height + 8})">${legend.body}</g>`,
  }
}
