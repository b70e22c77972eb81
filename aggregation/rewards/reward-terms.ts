/**
 * What the terms of a bounty say about money, in whole units and basis points, and how the price falls into pots:
 * first the bonus, then the epochs, in each epoch its pools, and the base pool of an epoch into its rounds. Each cut is
 * by cumulative floors, so that the parts sum to the whole.
 */
import { roundPot } from './base-pool.ts'

/** Shares of the price in basis points; they sum to 10,000. */
export interface Pools {
  /** For being in a round's sum. */
  readonly base: number
  /** By measured contribution, at the end of an epoch. */
  readonly quality: number
  /** For those who evaluate. */
  readonly evaluators: number
  /** For the holders when the target is met at the end. */
  readonly bonus: number
}

/** One epoch: so many rounds for a part of what the rounds are paid from. */
export interface Milestone {
  readonly rounds: number
  /** Of all epochs together 10,000. */
  readonly basisPoints: number
  /** Whether the next epoch begins only when this one's target is met. */
  readonly hasTarget: boolean
}

/** Who rules, and by when. Times in milliseconds. */
export interface DisputeTerms {
  /** What a dispute costs whom it is dismissed against; an appeal costs twice that. */
  readonly bondUnits: bigint
  /** From the dispute, and again from an appeal. */
  readonly rulingMs: number
  /** How long after a ruling an appeal can be made. */
  readonly appealMs: number
}

/** What the buyer signed, as far as it is about money. What is absent is zero, or one epoch of base pay alone. */
export interface RewardTerms {
  readonly bountyId: string
  readonly priceUnits: bigint
  readonly rounds: number
  /** 0 to 10,000; taken out of what is earned of each pot. */
  readonly feeBasisPoints: number
  /** Largest weight one holder can have in a round. */
  readonly weightCap: bigint
  readonly pools?: Pools
  /** Their rounds sum to `rounds`. */
  readonly milestones?: readonly Milestone[]
  /** Of the base pots that the open epoch has left, for those who take part when the buyer cancels while it runs. */
  readonly killFeeBasisPoints?: number
  /** How long what an epoch pays can be disputed before it is paid. */
  readonly challengeMs?: number
  /** Most of a holder's pay that can be held back to vest. */
  readonly holdbackBasisPoints?: number
  /** How long what is held back takes to vest, from the end of the bounty. */
  readonly vestingMs?: number
  /** What each holder puts up to join. */
  readonly stakeUnits?: bigint
  /** What the coordinator puts up. */
  readonly coordinatorBondUnits?: bigint
  readonly disputes?: DisputeTerms
  /** The first round after which training may be over early; absent, it is over after the last one alone. */
  readonly endsFromRound?: number
  /** From posting: a draft that is not funded then is void. */
  readonly draftMs?: number
  /** From opening: a bounty that is not over then ends. */
  readonly expiresMs?: number
}

export const wholeBasisPoints = 10_000
const onlyBase: Pools = { base: wholeBasisPoints, quality: 0, evaluators: 0, bonus: 0 }

export function poolsOf({ pools }: RewardTerms): Pools {
  return pools ?? onlyBase
}

export function milestonesOf({ milestones, rounds }: RewardTerms): readonly Milestone[] {
  return milestones ?? [{ rounds, basisPoints: wholeBasisPoints, hasTarget: false }]
}

/** The part of a price that is the bonus: floor(price × bonus / 10,000). */
export function bonusUnits(terms: RewardTerms): bigint {
  return (terms.priceUnits * BigInt(poolsOf(terms).bonus)) / BigInt(wholeBasisPoints)
}

/** What epoch `epoch`, from 1, has to give; all epochs and the bonus sum to the price. */
export function epochUnits(terms: RewardTerms, epoch: number): bigint {
  const milestones = milestonesOf(terms)
  requireEpoch(milestones, epoch)
  const totalUnits = terms.priceUnits - bonusUnits(terms)
  const upTo = (count: number) =>
    (totalUnits * sumOf(milestones.slice(0, count), ({ basisPoints }) => basisPoints)) /
    BigInt(wholeBasisPoints)
  return upTo(epoch) - upTo(epoch - 1)
}

/** An epoch's units by pool. */
export interface EpochPools {
  readonly baseUnits: bigint
  readonly qualityUnits: bigint
  readonly evaluatorUnits: bigint
}

/** How the units of an epoch fall to its pools; they sum to them. */
export function epochPools(terms: RewardTerms, epoch: number): EpochPools {
  const { base, quality, evaluators } = poolsOf(terms)
  const units = epochUnits(terms, epoch)
  const whole = BigInt(base + quality + evaluators)
  if (whole === 0n) return { baseUnits: 0n, qualityUnits: 0n, evaluatorUnits: 0n }
  const baseUnits = (units * BigInt(base)) / whole
  const withQuality = (units * BigInt(base + quality)) / whole
  return { baseUnits, qualityUnits: withQuality - baseUnits, evaluatorUnits: units - withQuality }
}

/** The epoch that a training round belongs to, and its place in it, both from 1. */
export function placeOfRound(terms: RewardTerms, round: number): { epoch: number; place: number } {
  let place = round
  for (const [index, { rounds }] of milestonesOf(terms).entries()) {
    if (place <= rounds) return { epoch: index + 1, place }
    place -= rounds
  }
  throw new RangeError(`round ${round} is not one of the bounty's ${terms.rounds}`)
}

/** What a round has to give its survivors; 0 for rounds 0 and rounds + 1, in which holders count and train nothing. */
export function potOf(terms: RewardTerms, round: number): bigint {
  if (round === 0 || round === terms.rounds + 1) return 0n
  if (!Number.isSafeInteger(round) || round < 1)
    throw new RangeError(`round ${round} is not one of the bounty's ${terms.rounds}`)
  const { epoch, place } = placeOfRound(terms, round)
  return roundPot(epochPools(terms, epoch).baseUnits, milestonesOf(terms)[epoch - 1]!.rounds, place)
}

/** The last round of each epoch. */
export function epochEnds(terms: RewardTerms): readonly number[] {
  let last = 0
  return milestonesOf(terms).map(({ rounds }) => (last += rounds))
}

function sumOf<T>(items: readonly T[], unitsOf: (item: T) => number): bigint {
  return BigInt(items.reduce((sum, item) => sum + unitsOf(item), 0))
}

function requireEpoch(milestones: readonly Milestone[], epoch: number): void {
  if (!Number.isSafeInteger(epoch) || epoch < 1 || epoch > milestones.length)
    throw new RangeError(`epoch ${epoch} is not one of the bounty's ${milestones.length}`)
}
