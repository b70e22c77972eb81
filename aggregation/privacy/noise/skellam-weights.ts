/**
 * The Skellam law of variance μ: the difference of two Poisson variables of mean μ/2, P(k) = e^-μ I_|k|(μ) (Skellam 1946;
 * as noise: Agarwal, Kairouz, Liu 2021, arXiv:2110.04995), as weights of its magnitudes.
 */
import { fractionOf } from './big-exponential.ts'
import type { MagnitudeWeights } from './gaussian-weights.ts'

const places = 320n

/**
 * Miller's algorithm: I(k-1) = (2k/μ) I(k) + I(k+1), downwards from I(L) = 2^200, I(L+1) = 0, everything in integers.
 *
 * Errors. What comes out is I(k) + α(-1)^k K(k) with the factor α that makes it 0 at L+1; as K(k) grows with k, it differs
 * from I(k) by at most I(L+1), and P(L+1) < 2^-125 by Chernoff's bound. All terms are positive and none is below 2^188 (the
 * first ones alternate where 2L/μ, at least 26/σ, is small), so that each of L steps adds a relative error of at most 2^-187
 * by rounding. K weights are thus off by less than K 2^-124 + L 2^-186 of their sum.
 */
export function skellamWeights(variance: number): MagnitudeWeights {
  const largest = firstBelow(variance, -103 * Math.LN2) - 1
  const start = firstBelow(variance, -125 * Math.LN2) - 1
  const { numerator, denominator } = fractionOf(variance)
  const twoOverVariance = ((2n * denominator) << places) / numerator
  const weights = new Array<bigint>(largest + 1)
  let above = 0n
  let weight = 1n << 200n
  let factor = BigInt(start) * twoOverVariance
  for (let k = start; k >= 0; k--) {
    if (k <= largest) weights[k] = k === 0 ? weight : 2n * weight
    const below = ((factor * weight) >> places) + above
    above = weight
    weight = below
    factor -= twoOverVariance
  }
  return {
    weights,
    tail: 2 * Math.exp(logTail(largest + 1, variance)),
    error: (largest + 1) * 2 ** -124 + start * 2 ** -186,
  }
}

/** ln of Chernoff's bound on P(X >= k): E e^(tX) = exp(μ (cosh t - 1)) at sinh t = k/μ. */
function logTail(k: number, variance: number): number {
  // sqrt(k² + μ²) - μ without cancellation.
  const excess = (k * k) / (Math.hypot(k, variance) + variance)
  return excess - k * Math.asinh(k / variance)
}

/** The least k at which the bound is below e^logBound; it falls with k. */
function firstBelow(variance: number, logBound: number): number {
  let low = 0
  let high = 1
  while (logTail(high, variance) >= logBound) high *= 2
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (logTail(middle, variance) < logBound) high = middle
    else low = middle
  }
  return high
}
