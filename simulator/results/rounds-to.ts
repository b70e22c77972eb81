/**
 * In how many rounds an accuracy is reached, counted as McMahan et al. 2017 do (Communication-Efficient Learning of Deep
 * Networks from Decentralized Data, section 3): the curve is made monotonic by taking the best value of all rounds so far.
 * They interpolate linearly between the rounds; both the first whole round and the interpolated one are given here.
 */
import { isFinished, type StoredRun } from './records.ts'
import { medianOf } from './statistics.ts'
import { accuracyName, metricByRound } from './summary.ts'

export interface RoundsTo {
  readonly threshold: number
  /** First round at which the best accuracy so far is the threshold or more: median over the runs; undefined where it lies beyond the end of runs. */
  readonly rounds: number | undefined
  /** The same where the line between two evaluated rounds crosses the threshold. */
  readonly interpolated: number | undefined
  /** Runs that reached it, of those that did or came to their end. Runs still going are not counted against it. */
  readonly reached: number
  readonly decided: number
}

/** The median over runs; one that ended below the threshold counts as later than all others. */
export function roundsTo(runs: readonly StoredRun[], threshold: number): RoundsTo {
  const decided = runs
    .map(run => ({ crossing: crossingOf(metricByRound(run, accuracyName), threshold), run }))
    .filter(({ crossing, run }) => crossing !== undefined || isFinished(run))
  const medianBy = (figure: (crossing: Crossing) => number) =>
    finite(medianOf(decided.map(({ crossing }) => (crossing ? figure(crossing) : Number.POSITIVE_INFINITY))))
  return {
    threshold,
    rounds: medianBy(({ round }) => round),
    interpolated: medianBy(({ interpolated }) => interpolated),
    reached: decided.filter(({ crossing }) => crossing !== undefined).length,
    decided: decided.length,
  }
}

interface Crossing {
  readonly round: number
  readonly interpolated: number
}

function crossingOf(curve: ReadonlyMap<number, number>, threshold: number): Crossing | undefined {
  let before: { readonly round: number; readonly best: number } | undefined
  for (const [round, value] of curve) {
    if (value >= threshold) return { round, interpolated: crossedAt(before, round, value, threshold) }
    before = { round, best: Math.max(before?.best ?? value, value) }
  }
  return undefined
}

function crossedAt(
  before: { readonly round: number; readonly best: number } | undefined,
  round: number,
  value: number,
  threshold: number,
): number {
  if (before === undefined) return round
  return before.round + ((threshold - before.best) / (value - before.best)) * (round - before.round)
}

function finite(value: number | undefined): number | undefined {
  return value !== undefined && Number.isFinite(value) ? value : undefined
}
