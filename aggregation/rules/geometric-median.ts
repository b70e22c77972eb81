/**
 * The geometric median of groups by the smoothed Weiszfeld algorithm: RFA (Pillutla, Kakade, Harchaoui, "Robust
 * Aggregation for Federated Learning", IEEE Transactions on Signal Processing 2022, Algorithm 2). It makes the sum of
 * weight * distance small, where a distance below `smoothing` counts as its square.
 *
 * Breakdown point: fewer than half of the groups, if they also have less than half of the weight (Lopuhaä and
 * Rousseeuw, Annals of Statistics 1991, Theorem 2.2; for means of groups, Chen, Su, Xu, "Distributed Statistical Machine
 * Learning in Adversarial Settings", 2017). That is proven of the exact median, while an iteration from the mean has
 * the poison in its start and a fixed number of steps may not walk it out. So this one starts at the median of every
 * coordinate, which is bounded itself, or lower, and every step lessens the sum of distances: with honest share of
 * weight a > 1/2, every iterate is within (2 sum_honest(share * distance to that median) + smoothing / 2) / (2a - 1) of
 * it. A group is poisoned as soon as one of its members is.
 *
 * The iteration hardly leaves the neighbourhood of a group, nor does it arrive at one. So the group with the least sum
 * is asked first whether it is the median itself (Kuhn, "A note on Fermat's problem", Mathematical Programming 1973);
 * if not, a step off it leads lower than every group, after which none is come near to again (Vardi and Zhang, "The
 * multivariate L1-median and associated data depth", PNAS 2000).
 */
import { mediansOf } from './coordinate-median.ts'
import { squaredDistance } from './distances.ts'
import { combination, type GroupMean, type GroupRule } from './group-mean.ts'

/** Length under which a distance is smoothed: far below any update that still teaches a model. */
const smoothing = 1e-6
/** Most iterations. Fewer than ten do with few far groups, dozens when nearly half are far. */
const iterations = 100
/** The iteration ends with a move shorter than this share of the median distance, which few far groups cannot stretch. */
const tolerance = 1e-8

export function geometricMedian(): GroupRule {
  return {
    leastGroups: 3,
    tolerated: groups => Math.floor((groups - 1) / 2),
    combine: groups => ({ values: Float32Array.from(weiszfeld(groups)), leftOut: [] }),
  }
}

function weiszfeld(groups: readonly GroupMean[]): Float64Array {
  const best = bestGroup(groups)
  if (best.isMedian) return best.values
  const medians = mediansOf(groups)
  let centre =
    sumOfDistances(groups, medians) < sumOfDistances(groups, best.steppedOff) ? medians : best.steppedOff
  for (let step = 0; step < iterations; step++) {
    const distances = groups.map(({ values }) => Math.sqrt(squaredDistance(centre, values)))
    const pulls = groups.map(({ weight }, k) => weight / Math.max(distances[k]!, smoothing))
    const next = combination(groups, sharesOf(pulls))
    const move = Math.sqrt(squaredDistance(centre, next))
    centre = next
    // Not by how much the sum of distances shrinks: poison makes it so large that no step would count.
    if (move <= tolerance * Math.max(lowerMedian(distances), smoothing)) break
  }
  return centre
}

/** The group with the least sum of distances, and a point with a lesser sum unless it is the median itself. */
function bestGroup(groups: readonly GroupMean[]): BestGroup {
  const best = groups[leastPlace(sumsAtGroups(groups))]!.values
  const distances = groups.map(({ values }) => Math.sqrt(squaredDistance(best, values)))
  // Groups that lie there hold it with their weight; the others pull with theirs, each in its own direction.
  const holds = groups.map(({ weight }, k) => (distances[k]! <= smoothing ? weight : 0))
  const pulls = groups.map(({ weight }, k) => (distances[k]! <= smoothing ? 0 : weight / distances[k]!))
  const stiffness = sumOf(pulls)
  const towards = stiffness === 0 ? Float64Array.from(best) : combination(groups, sharesOf(pulls))
  const pull = stiffness * Math.sqrt(squaredDistance(towards, best))
  if (pull <= sumOf(holds)) return { isMedian: true, values: Float64Array.from(best) }
  const way = 1 - sumOf(holds) / pull
  return { isMedian: false, steppedOff: towards.map((value, i) => best[i]! + way * (value - best[i]!)) }
}

type BestGroup =
  | { readonly isMedian: true; readonly values: Float64Array }
  | { readonly isMedian: false; readonly steppedOff: Float64Array }

/** The sum of weight * distance at every group. */
function sumsAtGroups(groups: readonly GroupMean[]): Float64Array {
  const sums = new Float64Array(groups.length)
  for (const [a, left] of groups.entries()) {
    for (let b = a + 1; b < groups.length; b++) {
      const right = groups[b]!
      const distance = Math.sqrt(squaredDistance(left.values, right.values))
      sums[a]! += right.weight * distance
      sums[b]! += left.weight * distance
    }
  }
  return sums
}

function leastPlace(values: Float64Array): number {
  return values.indexOf(Math.min(...values))
}

function sumOfDistances(groups: readonly GroupMean[], point: Float64Array): number {
  return sumOf(groups.map(({ values, weight }) => weight * Math.sqrt(squaredDistance(point, values))))
}

function lowerMedian(distances: readonly number[]): number {
  return Float64Array.from(distances).sort()[(distances.length - 1) >> 1]!
}

function sharesOf(weights: readonly number[]): number[] {
  const total = sumOf(weights)
  return weights.map(weight => weight / total)
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}
