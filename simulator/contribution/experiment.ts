/** The experiment of `parley simulate contribution`: how well scores from group sums tell who contributed, on real digits. */
import { dirichletShares, loadMnist } from '../../learning/index.ts'
import { type CastSizes, castHolders, type Holder } from './cast.ts'
import { type Digits, shrinkDigits } from './digits.ts'
import {
  type ExampleRow,
  exampleOf,
  figuresOf,
  type Goal,
  headline,
  type MethodFigures,
  type Played,
  type SeedFigure,
  seedFigure,
} from './figures.ts'
import { methodNames } from './methods.ts'
import { classes, type LocalTraining } from './softmax.ts'
import { playTrajectory } from './trajectory.ts'
import type { UtilityName } from './utility.ts'

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

interface Sizes {
  readonly pool: number
  readonly heldOut: number
  readonly cast: CastSizes
}

const fullSizes: Sizes = { pool: 60_000, heldOut: 1_000, cast: { large: 1_200, medium: 600, small: 150 } }
const quickSizes: Sizes = { pool: 6_000, heldOut: 100, cast: { large: 240, medium: 120, small: 30 } }
const training: LocalTraining = { epochs: 1, batchSize: 20, learningRate: 0.02 }
const groups = 3

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
