import type { LoadedDataset } from '../../learning/index.ts'
import type { BountyTerms } from '../../protos/terms.ts'
import type { BountyState } from '../../protos/types.ts'

/** What does not change while a bounty runs. */
export interface BountyFacts {
  readonly bountyId: string
  readonly buyer: string
  readonly termsBytes: Uint8Array
  readonly terms: BountyTerms
  readonly testSet: LoadedDataset
}

/** A bounty that has not ended, as joining and leaving see it. */
export interface OpenBounty {
  readonly facts: BountyFacts
  state(): BountyState
  /** Somebody joined or left. */
  participantsChanged(): void
}

/** The hold on escrow that is one round's pot: set aside when the round opens, given out when it is completed. */
export function potHoldId(bountyId: string, round: number): string {
  return `pot:${bountyId}:${round}`
}

/** The terms as the settlement's pure functions take them. */
export function rewardTermsOf({ bountyId, terms }: Pick<BountyFacts, 'bountyId' | 'terms'>) {
  return {
    bountyId,
    priceUnits: BigInt(terms.pay.priceUnits),
    rounds: terms.training.rounds,
    feeBasisPoints: terms.pay.feeBasisPoints,
    weightCap: BigInt(terms.pay.weightCap),
  }
}

/**
 * Whether the held-out test is passed. Both sides are the nearest double of a quotient, so a target that is met
 * exactly counts; target times total would round away from it.
 */
export function meetsTarget({ acceptance }: BountyTerms, correct: number, total: number): boolean {
  return total > 0 && correct / total >= acceptance.target
}
