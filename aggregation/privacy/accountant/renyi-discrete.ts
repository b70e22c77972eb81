/**
 * Rényi divergence of noise that is added as whole numbers under secure aggregation: the discrete Gaussian, sums of
 * it, and the Skellam distribution. What the members noise are updates that were clipped to `clip`, divided by the
 * granularity `gamma` and rounded at random to integers; per step, at integer orders.
 */
import type { SharedNoiseMechanism } from './privacy-event.ts'
import { sampledGaussianRdp } from './renyi-gaussian.ts'

/** A sum of equal shares of noise. Lengths are in the unit of the updates, before the division by `gamma`. */
export type SharedNoise = Omit<SharedNoiseMechanism, 'kind'>

/**
 * The L2 norm, in integers, that a clipped vector cannot exceed once it is rounded (Kairouz, Liu & Steinke 2021, arXiv
 * 2102.06387, theorem 1): C/gamma + sqrt(d) always, and for conditional rounding the lesser of that and the square root
 * of (C/gamma)^2 + d/4 + sqrt(2 ln(1/beta)) (C/gamma + sqrt(d)/2).
 */
export function roundedNorm({
  clip,
  gamma,
  beta,
  dimension,
}: Pick<SharedNoise, 'clip' | 'gamma' | 'beta' | 'dimension'>): number {
  const scaled = clip / gamma
  const always = scaled + Math.sqrt(dimension)
  if (beta === 0) return always
  const likely = Math.sqrt(2 * Math.log(1 / beta)) * (scaled + Math.sqrt(dimension) / 2)
  return Math.min(always, Math.sqrt(scaled * scaled + dimension / 4 + likely))
}

/** The L1 norm that follows: integers are at most their squares. */
function roundedSum(norm: number, dimension: number): number {
  return norm * Math.min(Math.sqrt(dimension), norm)
}

/** Skellam noise (Agarwal, Kairouz & Liu 2021, arXiv 2110.04995, theorem 3.5), for integer orders above 1. */
export function skellamRdp(order: number, noise: SharedNoise): number {
  const l2 = roundedNorm(noise)
  const l1 = roundedSum(l2, noise.dimension)
  // Divided before squaring: a norm of 1e160 is absurd, but its square must not be NaN.
  const mu = noise.clients * (noise.localStd / noise.gamma) ** 2
  const gaussian = (order / 2) * (l2 / mu) * l2
  const excess = Math.min(
    ((2 * order - 1) * (l2 / mu) * (l2 / mu) + (6 * l1) / mu / mu) / 4,
    (3 * l1) / (2 * mu),
  )
  return gaussian + excess
}

/**
 * A sum of discrete Gaussians, which is none itself (arXiv 2102.06387, theorem 1 and proposition 14). Concentrated, so
 * that it holds at all orders; read at integer orders as by its authors. Its distance is found once for all orders.
 */
export function sumOfDiscreteGaussiansCurve(noise: SharedNoise): (order: number) => number {
  const { dimension, clients } = noise
  const sigma = noise.localStd / noise.gamma
  const tau = distanceToGaussian(sigma, clients)
  const l2 = roundedNorm(noise)
  const spread = Math.sqrt(clients) * sigma
  const [d2, d1] = [l2 / spread, roundedSum(l2, dimension) / spread]
  return order =>
    Math.min(
      (order / 2) * d2 * d2 + tau * dimension,
      (order / 2) * (d2 * d2 + 2 * d1 * tau + tau * tau * dimension),
      (order / 2) * (d2 + Math.sqrt(dimension) * tau) ** 2,
    )
}

/**
 * The same where each record is drawn for a step with probability `sampling`, at integer orders. Of a single discrete Gaussian
 * and an integer shift D, E[(p(x - D) / p(x))^k] is exp((k^2 - k) |D|^2 / (2 sigma^2)) for whole k, as sigma's law shifted by k D
 * sums to one as well: so its divergence at whole orders is that of the continuous Gaussian to the last digit, and reflection
 * at D / 2 turns one direction into the other (Mironov, Talwar & Zhang 2019, arXiv 1908.10530, theorem 5 and section 3.3). The
 * density of the sum lies within exp(tau / 2) of that in each coordinate, and so do both of a pair: that adds
 * (tau / 2) d (2a - 1) / (a - 1).
 */
export function sampledSumOfDiscreteGaussiansRdp(
  order: number,
  sampling: number,
  noise: SharedNoise,
): number {
  const sigma = noise.localStd / noise.gamma
  const multiplier = (Math.sqrt(noise.clients) * sigma) / roundedNorm(noise)
  const beyond = (distanceToGaussian(sigma, noise.clients) / 2) * noise.dimension
  return sampledGaussianRdp(order, multiplier, sampling) + (beyond * (2 * order - 1)) / (order - 1)
}

/** How far the sum of n discrete Gaussians is from one: 10 times the sum over k < n of exp(-2 pi^2 sigma^2 k/(k+1)). */
function distanceToGaussian(sigma: number, clients: number): number {
  const rate = 2 * Math.PI * Math.PI * sigma * sigma
  // The terms from k on lie between exp(-rate) and exp(-rate k/(k+1)): bounded in one step where they are many.
  const added = Math.min(clients - 1, 1_000_000)
  let sum = 0
  for (let k = 1; k <= added; k++) sum += Math.exp((-rate * k) / (k + 1))
  const rest = (clients - 1 - added) * Math.exp((-rate * added) / (added + 1))
  return 10 * (sum + rest)
}
