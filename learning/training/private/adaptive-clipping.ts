/**
 * A clip norm that follows the gradients (Andrew, Thakkar, McMahan, Ramaswamy 2021, arXiv:1905.03871, with the records of a step
 * for the users of a round). Every record of a batch marks one more coordinate of the step's sum, by +A where its gradient is
 * within the clip norm and by -A where it is not, and the mark gets the noise of every other coordinate.
 *
 * What a record changes is then at most sqrt(S² + A²) steps of the grid, S for its gradient and A for its mark; noise of sigma
 * times that is one Gaussian mechanism of the multiplier sigma, so that an accountant has nothing to add. The grid is stretched
 * with the clip norm, and S and A stay as they are.
 *
 * A is 0.3 S: it makes the noise on gradients sqrt(1.09) times, 4.4 % more, and leaves noise of 1.74 sigma / (q N) in the fraction
 * that is within. The draw of the batch alone varies that by 1 / (2 sqrt(q N)), which is more from 12 sigma² records in a
 * batch on. A third of A would leave three times the noise to save 4 %, a larger one would cost more than it steadies.
 */
import { type ClipRules, followedClip } from '../../../aggregation/privacy/index.ts'
import type { RecordPrivacy } from './record-privacy.ts'
import type { Grid } from './sensitivity.ts'

/** The quantile is of a batch's records, 0.01 to 0.99; a step moves the norm's logarithm by 0.001 to 2. */
export type AdaptiveClipping = ClipRules

/** A over S. */
const markShare = 0.3

/** How many times as much noise gradients get as without marks. */
export const noiseWithMarks = Math.hypot(1, markShare)

export interface MarkedGrid extends Grid {
  /** What one record adds to the coordinate of marks, or takes off, in steps of the grid. */
  readonly mark: number
}

/** A grid with one more coordinate, for marks: more that a record can change, and as much more noise. */
export function markedGrid(grid: Grid, noiseMultiplier: number): MarkedGrid {
  const mark = Math.round(markShare * grid.sensitivity)
  const sensitivity = Math.hypot(grid.sensitivity, mark)
  return { ...grid, mark, sensitivity, noiseDeviation: noiseMultiplier * sensitivity }
}

/** The clip norm from step to step, and the grid that is stretched with it. */
export interface ClipNorm {
  readonly grid: MarkedGrid
  /** Coordinates of marks: none where the norm is fixed. */
  readonly marks: 0 | 1
  /** Of the next step. */
  norm(): number
  spacing(): number
  /** Follows the noised sum of a step's marks. */
  follow(marked: number): void
}

/** `grid` is that of the first step; a step has `expected` records on average. */
export function openClipNorm(
  { clipNorm: start, clipping, noiseMultiplier }: RecordPrivacy,
  grid: Grid,
  expected: number,
): ClipNorm {
  let norm = start
  const common = { norm: () => norm, spacing: () => grid.spacing * (norm / start) }
  if (clipping === undefined)
    return { ...common, grid: { ...grid, mark: 0 }, marks: 0, follow: () => undefined }
  const marked = markedGrid(grid, noiseMultiplier)
  const follow = (marks: number) => {
    norm = followedClip(norm, fractionWithin(marks, marked.mark, expected), start, clipping)
  }
  return { ...common, grid: marked, marks: 1, follow }
}

/** Of the records of a batch the fraction within the clip norm, from 0 to 1, by the noised sum of their marks and their expected number. */
export function fractionWithin(marks: number, mark: number, expected: number): number {
  return Math.min(1, Math.max(0, 0.5 + marks / (2 * mark * expected)))
}
