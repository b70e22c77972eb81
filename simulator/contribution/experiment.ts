/** The experiment of `parley simulate contribution`: how well scores from group sums tell who contributed, on real digits. */
import { dirichletShares, loadMnist } from '../../learning/index.ts'
import { meanFigure } from '../results/index.ts'
import { type CastSizes, castHolders, type Holder } from './cast.ts'
import { type Digits, shrinkDigits } from './digits.ts'
import { type MethodName, methodNames, scoreBy } from './methods.ts'
import { rankCorrelation } from './rank-correlation.ts'
import { classes, type LocalTraining } from './softmax.ts'
import { datasetsOf, playTrajectory, type Trajectory } from './trajectory.ts'
import { type UtilityName, utilityNames } from './utility.ts'

export interface ContributionOptions {
  readonly seeds: number
  readonly rounds: number
  /** Small data and few held-out digits: shows that everything runs. */
  readonly quick: boolean
  /** Concentration of the shares of classes at each holder (Dirichlet); undefined: all have all classes alike. */
  readonly labelSkew: number | undefined
  readonly nowMs: () => number
  readonly report: (progress: string) => void
}

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

export interface ContributionReport {
  readonly name: 'contribution'
  readonly quick: boolean
  readonly seeds: readonly number[]
  readonly rounds: number
  readonly groups: number
  readonly groupSize: number
  readonly heldOut: number
  readonly labelSkew: number | undefined
  readonly training: LocalTraining
  readonly holders: readonly Omit<Holder, 'digits'>[]
  readonly accuracy: SeedFigure
  /** The product's method and utility. */
  readonly spearman: number
  readonly spearmanInterval: SeedFigure['interval']
  readonly freeRiderShare: number
  readonly freeRiderShareInterval: SeedFigure['interval']
  readonly duplicateGain: number
  readonly duplicateGainInterval: SeedFigure['interval']
  readonly goals: readonly Goal[]
  readonly utilities: Readonly<Record<UtilityName, readonly MethodFigures[]>>
  /** Of the first seed, in millionths of a nat: what the scores are held against. */
  readonly example: readonly ExampleRow[]
  readonly seconds: number
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

interface Sizes {
  readonly pool: number
  readonly heldOut: number
  readonly cast: CastSizes
}

const fullSizes: Sizes = { pool: 60_000, heldOut: 1_000, cast: { large: 1_200, medium: 600, small: 150 } }
const quickSizes: Sizes = { pool: 6_000, heldOut: 100, cast: { large: 240, medium: 120, small: 30 } }
const training: LocalTraining = { epochs: 1, batchSize: 20, learningRate: 0.02 }
const groups = 3

/** What one seed comes to. */
interface Played {
  readonly holders: readonly Holder[]
  readonly trajectory: Trajectory
  /** Without the second identity. */
  readonly alone: { readonly holders: readonly Holder[]; readonly trajectory: Trajectory }
}

export async function measureContribution(options: ContributionOptions): Promise<ContributionReport> {
  const { quick, rounds, labelSkew, nowMs } = options
  const startedMs = nowMs()
  const sizes = quick ? quickSizes : fullSizes
  const pool = shrinkDigits(await loadMnist('train', sizes.pool))
  const heldOut = shrinkDigits(await loadMnist('test', sizes.heldOut))
  const seeds = Array.from({ length: options.seeds }, (_, i) => i + 1)
  const played = seeds.map(seed => playSeed(seed, pool, heldOut, sizes.cast, options))
  const utilities = {
    'micro-nats': methodNames.map(method => figuresOf(method, played, 'micro-nats')),
    correct: methodNames.map(method => figuresOf(method, played, 'correct')),
  }
  const { holders } = played[0]!
  return {
    ...{ name: 'contribution', quick, seeds, rounds, groups, groupSize: holders.length / groups },
    ...{ heldOut: sizes.heldOut, labelSkew, training },
    holders: holders.map(({ digits: _, ...holder }) => holder),
    accuracy: seedFigure(played.map(({ trajectory }) => trajectory.accuracy)),
    ...headline(utilities['micro-nats'][0]!),
    utilities,
    example: exampleOf(played[0]!),
    seconds: (nowMs() - startedMs) / 1000,
  }
}

function playSeed(
  seed: number,
  pool: Digits,
  heldOut: Digits,
  sizes: CastSizes,
  { rounds, labelSkew, report, seeds }: ContributionOptions,
): Played {
  const holders = castHolders(pool, sizes, seed, random =>
    labelSkew === undefined ? undefined : dirichletShares(classes, labelSkew, random),
  )
  const common = { heldOut, groups, rounds, training, seed }
  const tell = (what: string) => (round: number) => {
    if (round === 1 || round % 10 === 0)
      report(`seed ${seed} of ${seeds}, ${what}: round ${round} of ${rounds}`)
  }
  const trajectory = playTrajectory({ ...common, holders, withTruth: true, report: tell('with all') })
  const alone = holders.filter(({ kind }) => kind !== 'duplicate')
  return {
    holders,
    trajectory,
    alone: {
      holders: alone,
      trajectory: playTrajectory({
        ...{ ...common, holders: alone, withTruth: false, report: tell('without the duplicate') },
      }),
    },
  }
}

function truthOf({ holders, trajectory }: Played, utility: UtilityName): readonly number[] {
  return datasetsOf(holders).map((_, player) =>
    trajectory.rounds.reduce((sum, { truth }) => sum + truth![utility][player]!, 0),
  )
}

function figuresOf(method: MethodName, played: readonly Played[], utility: UtilityName): MethodFigures {
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

function seedFigure(bySeed: readonly number[]): SeedFigure {
  const { mean, interval } = meanFigure(bySeed)!
  return { mean, interval, bySeed }
}

function headline({ spearman, freeRiderShare, duplicateGain }: MethodFigures) {
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

function exampleOf(played: Played): readonly ExampleRow[] {
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
