/** The part of a bounty's terms that says among how many holders an update is summed. */
import { type AggregationParameters, secureDraw } from '../aggregation/index.ts'
import type { BountyTerms } from './terms.ts'

/** The fewest and the most holders of whom a round asks an update. */
export function holdersOfRound({ cohort }: Pick<BountyTerms, 'cohort'>): readonly [number, number] {
  const { minimum, maximum, sampled = maximum } = cohort
  return [Math.min(minimum, sampled), Math.min(maximum, sampled)]
}

/** Holders of the smallest group in which a holder's update may be summed under these terms. */
export function leastGroup({ cohort }: Pick<BountyTerms, 'cohort'>): number {
  return cohort.groupMinimum ?? cohort.groupSize ?? cohort.sampled ?? cohort.minimum
}

/** Holders of the largest group that these terms can come to. */
export function largestGroup(terms: Pick<BountyTerms, 'cohort'>): number {
  const { groupSize } = terms.cohort
  const [, most] = holdersOfRound(terms)
  return groupSize === undefined ? most : secureDraw.largestGroupOf(most, groupSize)
}

/** With whom a holder shares its secrets. */
export function graphOf({ cohort }: Pick<BountyTerms, 'cohort'>): AggregationParameters['graph'] {
  const { dropoutPermille } = cohort
  return dropoutPermille === undefined
    ? { kind: 'complete' }
    : { kind: 'k-regular', degree: 0, dropoutPermille }
}
