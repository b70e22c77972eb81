/**
 * One pot and who has a claim to it: the base pot of a round, the quality or evaluators' pool of an epoch, the bonus, the
 * kill fee. All are shared by one rule, so that there is one thing to check.
 */
import { baseWeight, feeOn } from './base-pool.ts'
import { allocate, tieBreaker } from './largest-remainder.ts'
import { potOf, type RewardTerms } from './reward-terms.ts'

/** One holder whose update is in the round's sum. */
export interface Survivor {
  readonly holder: string
  /** Examples that the holder declared when it enrolled. */
  readonly examples: bigint
}

export interface Weight {
  readonly holder: string
  /** Natural. */
  readonly weight: bigint
}

export const pools = ['base', 'quality', 'evaluators', 'bonus', 'kill-fee'] as const
export type Pool = (typeof pools)[number]

export interface Pot {
  readonly pool: Pool
  /** The round of a base pot, the epoch of any other, from 1: ties are broken by it. */
  readonly number: number
  readonly units: bigint
  /** In the order of the holders' names, as are the others. */
  readonly claims: readonly Weight[]
  /** Whose parts are not earned: members of groups that were not summed, holders struck by a ruling. */
  readonly unearned: readonly Weight[]
}

export interface Pay {
  readonly holder: string
  readonly weight: bigint
  readonly amountUnits: bigint
}

/** Where a pot goes: pays + fee + unearned = units. `pays` may hold amounts of zero. */
export interface PotSettlement {
  readonly pays: readonly Pay[]
  readonly feeUnits: bigint
  readonly unearnedUnits: bigint
}

/** A round that ended with a sum. */
export interface RoundFacts {
  /** 1..rounds. */
  readonly round: number
  readonly survivors: readonly Survivor[]
  /** Members of groups that could not be summed; none when the cohort was not divided. */
  readonly unsummed?: readonly Survivor[]
}

/** The base pot of a completed round. */
export function roundPotOf(terms: RewardTerms, { round, survivors, unsummed = [] }: RoundFacts): Pot {
  const weigh = (members: readonly Survivor[]) =>
    inOrder(
      members.map(({ holder, examples }) => ({ holder, weight: baseWeight(examples, terms.weightCap) })),
    )
  const units = potOf(terms, round)
  return { pool: 'base', number: round, units, claims: weigh(survivors), unearned: weigh(unsummed) }
}

/** A pot that is shared by weights found elsewhere. */
export function weightedPot(pool: Pool, number: number, units: bigint, claims: readonly Weight[]): Pot {
  return { pool, number, units, claims: inOrder(claims), unearned: [] }
}

/**
 * Shares a pot out: of its units what falls to the claims is earned, floor(units × their weight / all weight); of that the
 * fee is taken, and the rest shared by largest remainders. Where no claim has a weight nothing is earned, and no fee is due.
 *
 * @throws RangeError where one holder is named twice, or a weight is negative.
 */
export function settlePot(
  { bountyId, feeBasisPoints }: Pick<RewardTerms, 'bountyId' | 'feeBasisPoints'>,
  { pool, number, units, claims, unearned }: Pot,
): PotSettlement {
  requireDistinct([...claims, ...unearned].map(({ holder }) => holder))
  const [own, others] = [sumOf(claims), sumOf(unearned)]
  if (own === 0n) {
    const pays = claims.map(({ holder, weight }) => ({ holder, weight, amountUnits: 0n }))
    return { pays, feeUnits: 0n, unearnedUnits: units }
  }
  const earnedUnits = (units * own) / (own + others)
  // What a buyer pays for breaking off is no work of the operator's.
  const feeUnits = pool === 'kill-fee' ? 0n : feeOn(earnedUnits, feeBasisPoints)
  const name = pool === 'base' ? bountyId : `${bountyId}:${pool}`
  const shares = allocate(
    earnedUnits - feeUnits,
    claims.map(({ holder, weight }) => ({ weight, tieBreaker: tieBreaker(name, number, holder) })),
  )
  const pays = claims.map((claim, index) => ({ ...claim, amountUnits: shares[index]! }))
  const paidUnits = shares.reduce((sum, share) => sum + share, 0n)
  if (paidUnits + feeUnits !== earnedUnits)
    throw new Error(
      `${pool} ${number}: of ${earnedUnits} earned units ${paidUnits + feeUnits} are shared out`,
    )
  return { pays, feeUnits, unearnedUnits: units - earnedUnits }
}

/**
 * The pot without some holders: what a base pot would have given them is not earned and goes back to the buyer, as where
 * their group had failed; the other pools are shared anew among the rest.
 */
export function without(pot: Pot, holders: ReadonlySet<string>): Pot {
  const struck = pot.claims.filter(({ holder }) => holders.has(holder))
  if (struck.length === 0) return pot
  const claims = pot.claims.filter(({ holder }) => !holders.has(holder))
  return pot.pool === 'base'
    ? { ...pot, claims, unearned: inOrder([...pot.unearned, ...struck]) }
    : { ...pot, claims }
}

/** Refuses a list that names one twice. */
export function requireDistinct(names: readonly string[]): void {
  const seen = new Set<string>()
  for (const name of names) {
    if (seen.has(name)) throw new RangeError(`${name} is named twice in one settlement`)
    seen.add(name)
  }
}

function inOrder(weights: readonly Weight[]): readonly Weight[] {
  return [...weights].sort((a, b) => (a.holder < b.holder ? -1 : 1))
}

function sumOf(weights: readonly Weight[]): bigint {
  return weights.reduce((sum, { weight }) => sum + weight, 0n)
}
