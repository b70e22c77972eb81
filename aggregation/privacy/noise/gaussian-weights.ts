/**
 * The discrete Gaussian N_Z(0, σ²), P(k) ∝ exp(-k²/(2σ²)) on the integers (Canonne, Kamath, Steinke 2020, "The Discrete
 * Gaussian for Differential Privacy"), as weights of its magnitudes.
 */
import { exponentialOfMinus, fractionOf, places } from './big-exponential.ts'

/** Weights of |X| = 0, 1, 2, ..., to any common factor. */
export interface MagnitudeWeights {
  readonly weights: readonly bigint[]
  /** Bound on the probability of all larger magnitudes together. */
  readonly tail: number
  /** Bound on the sum of all errors of weights over the sum of the weights. */
  readonly error: number
}

/**
 * From w(k+1) = w(k) e^(-(2k+1)/(2σ²)) with 256 binary places. For σ from 2^-4 the error of e^(-1/(2σ²)) is at most 2^21
 * units, so that a ratio's grows by less than 2^22 units a step, and a weight's by as much as its ratio's: K weights are off
 * by less than 2^22 K³ units together, below 2^-180 for K < 2^17. X is subgaussian (same paper, section 2.2):
 * P(|X| > K) <= 2 exp(-(K+1)²/(2σ²)) <= 2^-102 for K = 12σ.
 */
export function gaussianWeights(standardDeviation: number): MagnitudeWeights {
  const { numerator, denominator } = fractionOf(standardDeviation)
  const decay = ((denominator * denominator) << places) / (2n * numerator * numerator)
  const first = exponentialOfMinus(decay)
  const ratioOfRatios = (first * first) >> places
  const largest = Math.ceil(12 * standardDeviation)
  let ratio = first
  let weight = 1n << places
  const weights = [weight]
  for (let k = 1; k <= largest; k++) {
    weight = (weight * ratio) >> places
    ratio = (ratio * ratioOfRatios) >> places
    weights.push(2n * weight)
  }
  return { weights, tail: 2 * Math.exp(-(((largest + 1) / standardDeviation) ** 2) / 2), error: 2 ** -180 }
}
