/**
 * What a holder's rounds say of it, as one whole number from 0 to 10,000 that anyone can recompute from the public records
 * of rounds: an exponential moving average, an eighth of the way to each round's outcome. Neither scores nor amounts enter
 * it, so that nobody buys a reputation, and a holder with few records can have as good a one as a large one.
 * docs/reputation.md has the formula with an example worked by hand.
 *
 * It is no proof: being silent lowers it, as does being blamed on the coordinator's word. What takes a stake is a fault.
 */

/** The reputation of whoever no round has named yet. */
export const startingReputation = 5_000

const largestReputation = 10_000

/** Outcome points, which sum to the largest reputation. */
const points = { delivered: 4_000, onTime: 3_000, accepted: 3_000 } as const

/** Rounds among which one weighs: the newest counts one in so many. */
const memory = 8

/** What the public record of a completed round says of who took part. */
export interface RoundRecord {
  /** Whose updates are in the sum. */
  readonly survivors: readonly { readonly holder: string }[]
  /** Who was waited for at some stage and did not come; at a late one it may be in the sum all the same. */
  readonly dropouts: readonly { readonly holder: string }[]
  /** Whose messages were found false. */
  readonly blamed: readonly string[]
}

/**
 * What a round was for a holder, 0 to 10,000; undefined when it does not name it, as those whose group failed without
 * them. Who did not deliver gets nothing for having been there.
 */
export function outcomeOf(holder: string, { survivors, dropouts, blamed }: RoundRecord): number | undefined {
  const isNamed = (list: readonly { readonly holder: string }[]) => list.some(one => one.holder === holder)
  const [isLate, isBlamed] = [isNamed(dropouts), blamed.includes(holder)]
  if (!isNamed(survivors)) return isLate || isBlamed ? 0 : undefined
  return points.delivered + (isLate ? 0 : points.onTime) + (isBlamed ? 0 : points.accepted)
}

/**
 * The reputation after a round: before + (outcome - before) / 8, the fraction cut off. What is cut off stays where it was,
 * so that from the start neither 0 nor 10,000 is ever reached.
 *
 * @throws RangeError unless both are whole numbers from 0 to 10,000.
 */
export function nextReputation(before: number, outcome: number): number {
  requireReputation('reputation', before)
  requireReputation('outcome', outcome)
  return before + Math.trunc((outcome - before) / memory)
}

function requireReputation(name: string, value: number): void {
  if (Number.isInteger(value) && value >= 0 && value <= largestReputation) return
  throw new RangeError(`${name} is ${value}; it must be a whole number from 0 to ${largestReputation}`)
}

/** The reputations of all whom `records` name, oldest record first, going on from those that were there before. */
export function reputationsAfter(
  records: Iterable<RoundRecord>,
  before: ReadonlyMap<string, number> = new Map(),
): ReadonlyMap<string, number> {
  const reputations = new Map(before)
  for (const record of records) {
    for (const holder of namedIn(record)) {
      const reputation = reputations.get(holder) ?? startingReputation
      reputations.set(holder, nextReputation(reputation, outcomeOf(holder, record)!))
    }
  }
  return reputations
}

function namedIn({ survivors, dropouts, blamed }: RoundRecord): ReadonlySet<string> {
  return new Set([...[...survivors, ...dropouts].map(({ holder }) => holder), ...blamed])
}

/**
 * How much of a holder's pay is held back until its bounty is settled, in basis points. All of the terms' `basisPoints` at
 * a reputation of 0, falling in a straight line to a quarter of them at 10,000; fractions are held back.
 *
 * @throws RangeError unless both are whole numbers from 0 to 10,000.
 */
export function holdbackShare(reputation: number, basisPoints: number): number {
  requireReputation('reputation', reputation)
  if (!Number.isInteger(basisPoints) || basisPoints < 0 || basisPoints > 10_000)
    throw new RangeError(`basisPoints is ${basisPoints}; it must be a whole number from 0 to 10000`)
  return basisPoints - Math.floor((3 * basisPoints * reputation) / (4 * largestReputation))
}
