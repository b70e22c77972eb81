/**
 * The geometric median of groups by the smoothed Weiszfeld algorithm: RFA (Pillutla, Kakade, Harchaoui, "Robust
 * Aggregation for Federated Learning", IEEE Transactions on Signal Processing 2022, Algorithm 2). It makes the sum of
 * weight * distance small, where a distance below `smoothing` counts as its square.
 *
 * Breakdown point: fewer than half of the groups, if they also have less than half of the weight (Lopuhaä and
 * Rousseeuw, Annals of Statistics 1991, Theorem 2.2; for means of groups, Chen, Su, Xu, "Distributed Statistical Machine
 * Learning in Adversarial Settings", 2017). That is proven of the exact median, while an iteration from the mean has
 * the poison in its start and a fixed number of steps may not walk it out. So this one starts at the median of every
 * coordinate, which is bounded itself, and every step lessens the sum of distances: with honest share of weight
 * a > 1/2, every iterate is within (2 sum_honest(share * distance to the start) + smoothing / 2) / (2a - 1) of the
 * start. A group is poisoned as soon as one of its members is.
 */
import { mediansOf } from './coordinate-median.ts'
import { squaredDistance } from './distances.ts'
import { combination, type GroupMean, type GroupRule } from './group-mean.ts'

/** Length under which a distance is smoothed: far below any update that still teaches a model. */
const smoothing = 1e-6
/** Most iterations; with few far groups fewer than twenty are needed. */
const iterations = 100
/** The iteration ends when a step shortens the sum of distances by less than this share of it. */
const tolerance = 1e-9

export function geometricMedian(): GroupRule {
  return {
    leastGroups: 3,
    tolerated: groups => Math.floor((groups - 1) / 2),
    combine: groups => ({ values: Float32Array.from(weiszfeld(groups)), leftOut: [] }),
  }
}

function weiszfeld(groups: readonly GroupMean[]): Float64Array {
  const weights = sharesOf(groups.map(({ weight }) => weight))
  let centre = mediansOf(groups)
  let distances = distancesFrom(centre, groups)
  for (let step = 0; step < iterations; step++) {
    const pulls = distances.map((distance, k) => weights[k]! / Math.max(distance, smoothing))
    const next = combination(groups, sharesOf(pulls))
    const nextDistances = distancesFrom(next, groups)
    const before = objective(distances, weights)
    const after = objective(nextDistances, weights)
    // In exact arithmetic a step never lengthens the sum; where rounding makes it seem so, the centre was reached.
    if (after > before) return centre
    centre = next
    distances = nextDistances
    if (before - after <= tolerance * before) return centre
  }
  return centre
}

function distancesFrom(centre: Float64Array, groups: readonly GroupMean[]): number[] {
  return groups.map(({ values }) => Math.sqrt(squaredDistance(centre, values)))
}

/** What the algorithm lessens: the weighted sum of smoothed distances, which bounds that of distances from above. */
function objective(distances: readonly number[], weights: readonly number[]): number {
  return distances.reduce((sum, distance, k) => sum + weights[k]! * smoothed(distance), 0)
}

function smoothed(distance: number): number {
  return distance > smoothing ? distance : (distance * distance) / (2 * smoothing) + smoothing / 2
}

function sharesOf(weights: readonly number[]): number[] {
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return weights.map(weight => weight / total)
}
