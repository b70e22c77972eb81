/** What the seeds of the experiment come to: figures of each method, the goals, and one seed as a table. */
import { meanFigure } from '../results/index.ts'
import type { Holder } from './cast.ts'
import { type MethodName, scoreBy } from './methods.ts'
import { rankCorrelation } from './rank-correlation.ts'
import { datasetsOf, type Trajectory } from './trajectory.ts'
import { type UtilityName, utilityNames } from './utility.ts'

/** A figure of each seed, their mean, and its interval of 95 % by Student's t. */
export interface SeedFigure {
  readonly mean: number
  readonly interval: readonly [low: number, high: number] | undefined
  readonly bySeed: readonly number[]
}

export interface MethodFigures {
  readonly method: MethodName
  readonly spearman: SeedFigure
  readonly freeRiderShare: SeedFigure
  readonly duplicateGain: SeedFigure
  /** Share of players whose true value is in the score's interval; absent where a method has none. */
  readonly intervalHolds?: SeedFigure
}

export interface Goal {
  readonly figure: 'spearman' | 'freeRiderShare' | 'duplicateGain'
  readonly least?: number
  readonly most?: number
  readonly value: number
  readonly holds: boolean
}

export interface ExampleRow {
  readonly player: string
  readonly truth: number
  readonly score: number
  readonly low: number
  readonly high: number
  readonly share: number
}

/** What one seed comes to. */
export interface Played {
  readonly holders: readonly Holder[]
  readonly trajectory: Trajectory
  /** Without the second identity. */
  readonly alone: { readonly holders: readonly Holder[]; readonly trajectory: Trajectory }
}

function truthOf({ holders, trajectory }: Played, utility: UtilityName): readonly number[] {
  return datasetsOf(holders).map((_, player) =>
    trajectory.rounds.reduce((sum, { truth }) => sum + truth![utility][player]!, 0),
  )
}

export function figuresOf(
  method: MethodName,
  played: readonly Played[],
  utility: UtilityName,
): MethodFigures {
  const scored = played.map(one => {
    const { scores, shares, intervals } = scoreBy(method, one.trajectory.rounds, one.holders, utility)
    const single = scoreBy(method, one.alone.trajectory.rounds, one.alone.holders, utility)
    const truth = truthOf(one, utility)
    return {
      spearman: rankCorrelation(truth, scores),
      freeRiders: shareOf(one.holders, shares, ({ kind }) => kind === 'zeros' || kind === 'noise'),
      two: shareOfDuplicated(one.holders, shares),
      single: shareOfDuplicated(one.alone.holders, single.shares),
      holds: intervals?.map(([low, high], player) => Number(low <= truth[player]! && truth[player]! <= high)),
    }
  })
  const held = scored.flatMap(({ holds }) => (holds === undefined ? [] : [meanOf(holds)]))
  return {
    method,
    spearman: seedFigure(scored.map(({ spearman }) => spearman)),
    freeRiderShare: seedFigure(scored.map(({ freeRiders }) => freeRiders)),
    duplicateGain: ratioFigure(
      scored.map(({ two }) => two),
      scored.map(one => one.single),
    ),
    ...(held.length === 0 ? {} : { intervalHolds: seedFigure(held) }),
  }
}

function shareOf(
  holders: readonly Holder[],
  shares: readonly number[],
  isMeant: (holder: Holder) => boolean,
): number {
  return shares.reduce((sum, share, place) => sum + (isMeant(holders[place]!) ? share : 0), 0)
}

function shareOfDuplicated(holders: readonly Holder[], shares: readonly number[]): number {
  return shareOf(holders, shares, ({ dataset }) => dataset === 'medium-1')
}

/**
 * What two lists of one length come to over all seeds, one over the other; the interval by the residuals of that ratio (Cochran,
 * "Sampling techniques", chapter 6), since seeds in which little was earned say little.
 */
function ratioFigure(above: readonly number[], below: readonly number[]): SeedFigure {
  const mean = meanOf(above) / meanOf(below)
  const residuals = above.map((value, i) => (value - mean * below[i]!) / meanOf(below))
  const { interval } = meanFigure(residuals)!
  return {
    mean,
    interval: interval === undefined ? undefined : [mean + interval[0], mean + interval[1]],
    bySeed: above.map((value, i) => value / below[i]!),
  }
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

export function seedFigure(bySeed: readonly number[]): SeedFigure {
  const { mean, interval } = meanFigure(bySeed)!
  return { mean, interval, bySeed }
}

export function headline({ spearman, freeRiderShare, duplicateGain }: MethodFigures) {
  const goals: readonly Goal[] = [
    { figure: 'spearman', least: 0.9, value: spearman.mean, holds: spearman.mean >= 0.9 },
    { figure: 'freeRiderShare', most: 0.01, value: freeRiderShare.mean, holds: freeRiderShare.mean <= 0.01 },
    { figure: 'duplicateGain', most: 1.1, value: duplicateGain.mean, holds: duplicateGain.mean <= 1.1 },
  ]
  return {
    spearman: spearman.mean,
    spearmanInterval: spearman.interval,
    freeRiderShare: freeRiderShare.mean,
    freeRiderShareInterval: freeRiderShare.interval,
    duplicateGain: duplicateGain.mean,
    duplicateGainInterval: duplicateGain.interval,
    goals,
  }
}

export function exampleOf(played: Played): readonly ExampleRow[] {
  const { holders, trajectory } = played
  const { scores, shares, intervals } = scoreBy('two-part-ridge', trajectory.rounds, holders, utilityNames[0])
  const truth = truthOf(played, utilityNames[0])
  return datasetsOf(holders).map((dataset, player) => ({
    player: dataset,
    truth: truth[player]!,
    score: scores[player]!,
    low: intervals![player]![0],
    high: intervals![player]![1],
    share: shareOf(holders, shares, holder => holder.dataset === dataset),
  }))
}
