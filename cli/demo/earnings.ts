/**
 * What each holder earned and why, from the bounty's public log alone: replayed, settled and scored again as a stranger would who has
 * the file and the coordinator's key.
 */
import { fromHex, usualContributionSettings, utf8, weightParts } from '../../aggregation/index.ts'
import {
  type BountyLog,
  decodeMarketLeaf,
  type EpochScores,
  epochScores,
  epochWeights,
  type MarketState,
  verifyBountyLog,
} from '../../protos/market-log/index.ts'
import { CommandError } from '../errors.ts'

/** In nats: by how much the loss on the test set fell because of a holder, over all tested rounds. */
export interface Score {
  readonly value: number
  /** Ends of the interval of 95 %. */
  readonly low: number
  readonly high: number
  /** What the gate leaves: the value less the standard errors that the terms name, and no less than 0. */
  readonly counted: number
}

export interface Earning {
  readonly baseUnits: bigint
  readonly qualityUnits: bigint
  /** Of the quality pool, 0 to 1; 0 where nobody was scored. */
  readonly share: number
  /** Absent for who was in no tested round, and where nobody was scored. */
  readonly score?: Score
}

/**
 * How far scores tell single holders apart: by the regression that docs/contribution.md measures; by one unknown a holder, with wide
 * intervals; hardly, where groups' values are split equally among their members; or not, without groups to compare.
 */
export type Resolution = 'full' | 'coarse' | 'split' | 'none'

export interface Earnings {
  readonly totals: MarketState['life']['totals']
  readonly qualityUnits: bigint
  /** To all evaluators. */
  readonly evaluatorUnits: bigint
  readonly testedRounds: number
  readonly resolution: Resolution
  /** By organisation, of holders and evaluators alike. */
  readonly byHolder: ReadonlyMap<string, Earning>
  readonly byEvaluator: ReadonlyMap<string, bigint>
  /** Whether the weights that the log was settled with are those that its own leaves make. */
  readonly areWeightsOurs: boolean
}

/** The one epoch that the demonstration has. */
const epoch = 1

/** Throws `CommandError` where the log does not hold. */
export function readEarnings(log: BountyLog, coordinatorKey: string): Earnings {
  const verdict = verifyBountyLog(log, fromHex(coordinatorKey))
  if (verdict.kind === 'refused')
    throw new CommandError(`the log of the bounty does not hold: ${verdict.detail}`, verdict.rule)
  const { state } = verdict
  const scores = epochScores(state, epoch)
  const base = paidFrom(state, 'base')
  const quality = paidFrom(state, 'quality')
  const byEvaluator = paidFrom(state, 'evaluators')
  const resolution = resolutionOf(scores)
  const isScored = scores !== undefined && resolution !== 'none'
  const players = isScored ? scoresByHolder(scores, state) : new Map<string, Score>()
  const shares = new Map(
    epochWeights(state, epoch).quality.map(({ holder, weight }) => [
      holder,
      portion(BigInt(weight), weightParts),
    ]),
  )
  const byHolder = new Map(
    [...state.life.participants.keys()].map((holder): [string, Earning] => {
      const score = players.get(holder)
      const [baseUnits, qualityUnits] = [base.get(holder) ?? 0n, quality.get(holder) ?? 0n]
      return [
        holder,
        {
          baseUnits,
          qualityUnits,
          share: shares.get(holder) ?? 0,
          ...(score === undefined ? {} : { score }),
        },
      ]
    }),
  )
  return {
    totals: state.life.totals,
    qualityUnits: sum(quality.values()),
    evaluatorUnits: sum(byEvaluator.values()),
    testedRounds: scores?.testedRounds ?? 0,
    resolution,
    byHolder,
    byEvaluator,
    areWeightsOurs: loggedWeights(log) === weightsText(epochWeights(state, epoch).quality),
  }
}

function paidFrom({ life }: MarketState, pool: string): ReadonlyMap<string, bigint> {
  const paid = new Map<string, bigint>()
  for (const { pot, settlement } of life.epochs.flatMap(({ dues }) => dues))
    if (pot.pool === pool)
      for (const { holder, amountUnits } of settlement.pays)
        paid.set(holder, amountUnits + (paid.get(holder) ?? 0n))
  return paid
}

function scoresByHolder(
  { scores, organisations }: EpochScores,
  { terms }: MarketState,
): ReadonlyMap<string, Score> {
  const gate = (terms.scoring?.gate ?? 0) / 100
  const deviations = Number(usualContributionSettings.intervalBasisPoints) / 10_000
  return new Map(
    scores.players.map(({ participants, ...player }): [string, Score] => {
      const [value, low, high] = [player.score, player.low, player.high].map(part =>
        nats(part, scores.denominator),
      )
      const counted = Math.max(0, value! - (gate * (high! - value!)) / deviations)
      return [organisations.get(participants[0]!)!, { value: value!, low: low!, high: high!, counted }]
    }),
  )
}

/** Utilities are millionths of a nat; three decimals of those are left, as the fraction is too long for a number. */
function nats(numerator: bigint, denominator: bigint): number {
  return Number((1_000n * numerator) / denominator) / 1e9
}

function portion(part: bigint, whole: bigint): number {
  return Number((1_000_000n * part) / whole) / 1e6
}

function resolutionOf(found: EpochScores | undefined): Resolution {
  switch (found?.scores.estimator) {
    case 'two-part-ridge':
      return 'full'
    case 'ridge':
      return 'coarse'
    case 'group-shapley':
      return 'split'
    default:
      return 'none'
  }
}

/** As the settlement in the log names them. */
function loggedWeights({ leaves }: BountyLog): string {
  for (const { leaf: text } of leaves) {
    const read = decodeMarketLeaf(utf8(text))
    if (read.kind === 'leaf' && (read.leaf.kind === 'settled' || read.leaf.kind === 'epoch-closed'))
      return weightsText(read.leaf.quality)
  }
  return 'none'
}

function weightsText(weights: readonly { readonly holder: string; readonly weight: string }[]): string {
  return weights.map(({ holder, weight }) => `${holder} ${weight}`).join()
}

function sum(units: Iterable<bigint>): bigint {
  let all = 0n
  for (const one of units) all += one
  return all
}
