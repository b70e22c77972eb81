/** The report of `parley bench privacy`, and the goals it is held against. Nanoseconds for each coordinate, medians. */
import { type Goal, goalsOf } from './bench-report.ts'
import type { DpSgdFigures } from './dp-sgd.ts'
import type { Machine } from './machine.ts'

/** One source of noise. */
export interface NoiseFigures {
  readonly kind: 'skellam' | 'discrete-gaussian'
  /** In grid steps. */
  readonly standardDeviation: number
  readonly nsPerCoordinate: number
  /** Once for each scale. */
  readonly buildMs: number
}

export interface PrivacyReport {
  readonly machine: Machine
  readonly measuredAt: string
  readonly seconds: number
  readonly quick: boolean
  /** Coordinates of the vector that noise is added to, and of the pieces that are timed. */
  readonly dimension: number
  readonly piece: number
  /** Adding noise of the default kind at the widest scale that plans usually come to, keystream included, on one thread. */
  readonly noiseNsPerCoordinate: number
  /** Adding discrete Gaussian noise that is too wide for one table. */
  readonly convolutionNsPerCoordinate: number
  readonly noise: readonly NoiseFigures[]
  readonly rotationNsPerCoordinate: number
  readonly roundingNsPerCoordinate: number
  /** All that a member does to its update: clip, deal, rotate, round, add noise, wrap. */
  readonly encodingNsPerCoordinate: number
  /** A step of DP-SGD over an ordinary one, of the 2NN at 256 records in a step. */
  readonly dpSgdRatio: number
  readonly dpSgd: Omit<DpSgdFigures, 'dpSgdRatio'>
  readonly goals: readonly Goal[]
}

/** What the project sets itself. */
export function privacyGoals(report: Omit<PrivacyReport, 'goals'>): readonly Goal[] {
  return goalsOf(report, [
    { field: 'noiseNsPerCoordinate', most: 25 },
    { field: 'dpSgdRatio', most: 4 },
  ])
}
