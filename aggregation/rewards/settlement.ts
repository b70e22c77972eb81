/**
 * Settlement, pure: the same terms and facts give the same units, so that anyone who has them can check the pay.
 *
 * The price is cut into one pot for each round. Of a completed round's pot the fee goes to the operator and the rest
 * is shared among the survivors, those whose masked updates are in the sum. A round in which nobody has a weight
 * earns nothing and bears no fee. What was not earned, and the pots of rounds that were never completed, go back to
 * the buyer. Laws: pays + fee + unearned = pot, for each round; paid + fees + refund = price, for the bounty.
 */
import { baseWeight, feeOn, roundPot } from './base-pool.ts'
import { allocate, tieBreaker } from './largest-remainder.ts'

/** What the buyer signed. */
export interface RewardTerms {
  readonly bountyId: string
  readonly priceUnits: bigint
  readonly rounds: number
  /** 0 to 10,000; taken out of each completed round's pot. */
  readonly feeBasisPoints: number
  /** Largest weight one holder can have in a round. */
  readonly weightCap: bigint
}

/** One holder whose update is in the round's sum. */
export interface Survivor {
  readonly holder: string
  /** Examples that the holder declared when it enrolled. */
  readonly examples: bigint
}

/** A round that ended with a sum. */
export interface RoundFacts {
  /** 1..rounds. */
  readonly round: number
  readonly survivors: readonly Survivor[]
}

export interface Pay {
  readonly holder: string
  readonly weight: bigint
  readonly amountUnits: bigint
}

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
export function settleRound(terms: RewardTerms, { round, survivors }: RoundFacts): RoundSettlement {
  const potUnits = roundPot(terms.priceUnits, terms.rounds, round)
  const claims = [...survivors]
    .sort((a, b) => (a.holder < b.holder ? -1 : 1))
    .map(({ holder, examples }) => ({
      holder,
      weight: baseWeight(examples, terms.weightCap),
      tieBreaker: tieBreaker(terms.bountyId, round, holder),
    }))
  requireDistinct(claims.map(({ holder }) => holder))
  if (claims.every(({ weight }) => weight === 0n)) {
    const pays = claims.map(({ holder }) => ({ holder, weight: 0n, amountUnits: 0n }))
    return { round, potUnits, pays, feeUnits: 0n, unearnedUnits: potUnits }
  }
  const feeUnits = feeOn(potUnits, terms.feeBasisPoints)
  const shares = allocate(potUnits - feeUnits, claims)
  const pays = claims.map(({ holder, weight }, index) => ({ holder, weight, amountUnits: shares[index]! }))
  return { round, potUnits, pays, feeUnits, unearnedUnits: 0n }
}

/**
 * Settles the bounty after its last round, or after the round at which it was stopped: the refund is all that no
 * completed round paid or charged.
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
  const potUnits = roundPot(terms.priceUnits, terms.rounds, round)
  const spentUnits = paidIn(settlement) + feeUnits + unearnedUnits
  if (spentUnits !== potUnits) {
    throw new RangeError(
      `the settlement of round ${round} adds up to ${spentUnits}, its pot holds ${potUnits}`,
    )
  }
}

function requireDistinct(names: readonly string[]): void {
  const seen = new Set<string>()
  for (const name of names) {
    if (seen.has(name)) throw new RangeError(`${name} is named twice in one settlement`)
    seen.add(name)
  }
}
