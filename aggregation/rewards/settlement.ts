/**
 * Settlement of rounds, pure: the same terms and facts give the same units, so that anyone who has them can check the pay.
 *
 * The price falls into pots (reward-terms.ts). A completed round's pot is shared out among the survivors, those whose
 * masked updates are in the sum, and the members of groups that could not be summed; what falls to the latter is not
 * earned, so that nobody gains by spoiling another group. Of the rest the fee goes to the operator. A round in which
 * nobody has a weight earns nothing and bears no fee. What was not earned, and the pots of rounds that were never completed, go back to
 * the buyer. Laws: pays + fee + unearned = pot, for each round; paid + fees + refund = price, for the bounty. The whole life of
 * a bounty, with its other pools and every way in which it can end, is in life/.
 */
import { type Pay, type RoundFacts, requireDistinct, roundPotOf, settlePot } from './pots.ts'
import { potOf, type RewardTerms } from './reward-terms.ts'

/** Where one round's pot goes. `pays` are in the order of the holders' names and may hold amounts of zero. */
export interface RoundSettlement {
  readonly round: number
  readonly potUnits: bigint
  readonly pays: readonly Pay[]
  readonly feeUnits: bigint
  readonly unearnedUnits: bigint
}

/** Where the whole price went. */
export interface BountySettlement {
  readonly paidUnits: bigint
  readonly feeUnits: bigint
  readonly refundUnits: bigint
}

/**
 * Settles one completed round.
 *
 * @throws RangeError on terms or facts that no bounty can have, as a holder named twice.
 */
export function settleRound(terms: RewardTerms, facts: RoundFacts): RoundSettlement {
  const pot = roundPotOf(terms, facts)
  return { round: facts.round, potUnits: pot.units, ...settlePot(terms, pot) }
}

/**
 * Settles a bounty that pays by rounds alone after its last round, or after the round at which it was stopped: the refund is
 * all that no completed round paid or charged.
 *
 * @throws RangeError on a round that is named twice, or whose settlement does not add up to its pot.
 */
export function settleBounty(terms: RewardTerms, completed: readonly RoundSettlement[]): BountySettlement {
  requireDistinct(completed.map(({ round }) => `round ${round}`))
  for (const settlement of completed) requireConserved(terms, settlement)
  const paidUnits = completed.reduce((sum, settlement) => sum + paidIn(settlement), 0n)
  const feeUnits = completed.reduce((sum, settlement) => sum + settlement.feeUnits, 0n)
  return { paidUnits, feeUnits, refundUnits: terms.priceUnits - paidUnits - feeUnits }
}

function paidIn({ pays }: RoundSettlement): bigint {
  return pays.reduce((sum, { amountUnits }) => sum + amountUnits, 0n)
}

function requireConserved(terms: RewardTerms, settlement: RoundSettlement): void {
  const { round, feeUnits, unearnedUnits } = settlement
  const potUnits = potOf(terms, round)
  const spentUnits = paidIn(settlement) + feeUnits + unearnedUnits
  if (spentUnits !== potUnits) {
    throw new RangeError(
      `the settlement of round ${round} adds up to ${spentUnits}, its pot holds ${potUnits}`,
    )
  }
}
