/** The results for programs: the last line of `parley demo --json`, and `results.json`. */
import type { BountyTerms } from '../../protos/terms.ts'
import type { Bounty, RoundSummary } from '../../protos/types.ts'
import type { Part } from './cast.ts'
import type { Earnings, Resolution, Score } from './earnings.ts'
import type { CheckedReceipts } from './receipts.ts'
import type { Holding } from './results.ts'

export interface DemoResult {
  readonly holders: number
  readonly roundsCompleted: number
  readonly dropouts: readonly { readonly holder: string; readonly round: number; readonly stage: string }[]
  readonly accuracy: number
  /** Mean over the honest holders of what each reaches alone, with as many epochs as there were rounds. */
  readonly localAccuracyMean: number
  readonly elapsedSeconds: number
  /** Mean bytes of masked updates received in a completed round. */
  readonly uploadBytesPerRound: number
  readonly ledger: {
    readonly escrowed: string
    readonly paid: string
    readonly refunded: string
    readonly fees: string
    readonly balanced: boolean
  }
  readonly contribution: {
    readonly resolution: Resolution
    readonly testedRounds: number
    readonly qualityUnits: string
    readonly evaluatorUnits: string
    readonly holders: readonly HolderResult[]
  }
  readonly receipts: CheckedReceipts
  readonly consoleUrl: string
}

export interface HolderResult {
  readonly holder: string
  /** What it really is. */
  readonly part: Part
  readonly examples: number
  readonly rounds: number
  readonly baseUnits: string
  readonly qualityUnits: string
  /** Of the quality pool, 0 to 1. */
  readonly share: number
  /** In nats; null for who was not scored. */
  readonly score: Score | null
  readonly reason: string
}

export interface ResultFacts {
  readonly bounty: Bounty
  readonly terms: BountyTerms
  readonly rounds: readonly RoundSummary[]
  readonly holdings: readonly Holding[]
  readonly earnings: Earnings
  readonly receipts: CheckedReceipts
  readonly evaluated: { readonly correct: number; readonly examples: number }
  readonly localAccuracyMean: number
  readonly elapsedSeconds: number
  readonly isBalanced: boolean
  readonly consoleUrl: string
}

export function resultOf(facts: ResultFacts): DemoResult {
  const { bounty, terms, rounds, holdings, earnings, receipts, evaluated } = facts
  const { resolution, testedRounds, qualityUnits, evaluatorUnits } = earnings
  const bytes = rounds.reduce((sum, { uploadBytes }) => sum + uploadBytes, 0)
  return {
    holders: holdings.length,
    roundsCompleted: rounds.length,
    dropouts: rounds.flatMap(({ round, dropouts }) =>
      dropouts.map(({ organisation, stage }) => ({ holder: organisation, round, stage })),
    ),
    accuracy: evaluated.correct / evaluated.examples,
    localAccuracyMean: facts.localAccuracyMean,
    elapsedSeconds: facts.elapsedSeconds,
    uploadBytesPerRound: Math.round(bytes / Math.max(1, rounds.length)),
    ledger: {
      escrowed: terms.pay.priceUnits,
      paid: bounty.paidUnits.toString(),
      refunded: bounty.refundedUnits.toString(),
      fees: bounty.feeUnits.toString(),
      balanced: facts.isBalanced,
    },
    contribution: {
      resolution,
      testedRounds,
      qualityUnits: qualityUnits.toString(),
      evaluatorUnits: evaluatorUnits.toString(),
      holders: holdings.map(holderResult),
    },
    receipts,
    consoleUrl: facts.consoleUrl,
  }
}

function holderResult({ organisation, part, examples, rounds, earning, reason }: Holding): HolderResult {
  const { baseUnits, qualityUnits, share, score = null } = earning
  return {
    holder: organisation,
    part,
    examples,
    rounds: rounds.length,
    baseUnits: baseUnits.toString(),
    qualityUnits: qualityUnits.toString(),
    share,
    score,
    reason,
  }
}
