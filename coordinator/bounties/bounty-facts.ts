import type { LoadedDataset, RawDataset } from '../../learning/index.ts'
import { figureOf, isAsGoodAs } from '../../protos/metrics.ts'
import { type BountyTerms, purposeOf } from '../../protos/terms.ts'
import type { BountyState, RoundSummary } from '../../protos/types.ts'

/** What does not change while a bounty runs. */
export interface BountyFacts {
  readonly bountyId: string
  readonly buyer: string
  /** The key that signed the terms: all that the buyer signs about the bounty is under it. */
  readonly buyerKey: Uint8Array
  readonly termsBytes: Uint8Array
  readonly terms: BountyTerms
  /** None where the buyer evaluates; raw where the means by which it is standardised come from the holders. */
  readonly testSet: LoadedDataset | RawDataset | undefined
}

/** A bounty that has not ended, as joining and leaving see it. */
export interface OpenBounty {
  readonly facts: BountyFacts
  state(): BountyState
  /** Somebody joined or left. */
  participantsChanged(): void
}

/** The last round that stepped the model, or was to; undefined before there is one. */
export function lastTrainingRound(
  terms: BountyTerms,
  rounds: readonly RoundSummary[],
): RoundSummary | undefined {
  return rounds.findLast(({ round }) => purposeOf(terms, round) === 'training')
}

/**
 * Whether the held-out test is passed after a round. A share is the nearest double of its quotient, as the target is, so
 * that one that is met exactly counts. A milestone has a target of its own. A metric without a value, or a round without an evaluation, does not pass.
 */
export function meetsTarget(
  { acceptance: { metric, target: final } }: BountyTerms,
  round: Pick<RoundSummary, 'correct' | 'total' | 'metrics'>,
  target = final,
): boolean {
  const figure = figureOf(round, metric)
  return figure !== undefined && isAsGoodAs(metric, figure.value, target)
}
