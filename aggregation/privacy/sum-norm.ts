/**
 * An alarm on a sum that cannot come of honest members. Each clips its vector to an L2 norm of C, so that the norm of
 * n of them added is at most n C by the triangle inequality; a longer sum holds a vector that was not clipped. Whose it
 * is, masking hides. A sum within the limit proves nothing: vectors that were not clipped may cancel.
 */

import { euclideanNorm } from './clipping.ts'
import { type DistributedNoisePlan, gridDeviationOf } from './noise-plan.ts'

export interface SumNorm {
  /** L2 norm of the sum, in the units of the vectors. */
  readonly norm: number
  /** The longest that honest members make: n C (1 + slack), and what rounding may add. */
  readonly limit: number
  readonly isOverLimit: boolean
}

/** A part in a hundred above what the triangle inequality allows is no accident of arithmetic. */
export const sumNormSlack = 0.01

/** How much was added up. */
export interface Summands {
  /** Vectors in the sum. */
  readonly vectors: number
  /** Sum of the factors, each at most 1, by which they were multiplied: the number of vectors where all count alike. */
  readonly factors: number
}

/** The norm of `integers` (each worth `step`) against the limit for vectors that were clipped to `clipNorm`. */
export function checkSumNorm(
  integers: Int32Array,
  step: number,
  summands: Summands,
  clipNorm: number,
  slack: number = sumNormSlack,
): SumNorm {
  const norm = step * euclideanNorm(integers)
  // Stochastic rounding moves each coordinate of each member by less than one step, in either direction at random.
  const rounding = step * Math.sqrt(integers.length * summands.vectors)
  const limit = summands.factors * clipNorm * (1 + slack) + rounding
  return { norm, limit, isOverLimit: norm > limit }
}

/** So many standard deviations of its norm the noise of a sum may be longer than expected: less than one in 10^14 is. */
const noiseDeviations = 8

/** The longest that so many coordinates of noise of this deviation are. */
export function longestNoiseOf(standardDeviation: number, coordinates: number): number {
  return standardDeviation * (Math.sqrt(coordinates) + noiseDeviations)
}

/**
 * The norm of a sum of noised vectors, as its integers are, against what honest members and their noise make: as many
 * vectors of the bounded norm as there are summands, one of each member unless it is said, and noise whose norm is that of a
 * vector of independent coordinates but for a few deviations.
 */
export function checkNoisedSumNorm(
  integers: Int32Array,
  plan: DistributedNoisePlan,
  contributors: number,
  summands = contributors,
): SumNorm {
  const norm = plan.gamma * euclideanNorm(integers)
  const noise = longestNoiseOf(Math.sqrt(contributors) * gridDeviationOf(plan), integers.length)
  const limit = plan.gamma * (summands * plan.roundedNorm * (1 + sumNormSlack) + noise)
  return { norm, limit, isOverLimit: norm > limit }
}
