/**
 * The Gaussian mechanism without sampling, exactly: Balle & Wang 2018 (arXiv 1805.06530), theorem 8. T steps with noise
 * multiplier z are one with mu = sqrt(T)/z, and delta = Phi(-epsilon/mu + mu/2) - e^epsilon Phi(-epsilon/mu - mu/2).
 */
import { gaussLegendre } from './quadrature.ts'
import { logNormalDensity, logNormalTail, millsRatio, normalTail } from './special-functions.ts'

const rule = gaussLegendre(16)

/** ln delta for epsilon >= 0 and mu > 0. */
export function logDeltaOfGaussian(mu: number, epsilon: number): number {
  const x = epsilon / mu - mu / 2
  // Here the first term is nearly 1 and the second nearly nothing, and Mills' ratio would overflow.
  if (x < -5) return Math.log1p(-normalTail(-x) - Math.exp(epsilon + logNormalTail(x + mu)))
  return logNormalDensity(x) + Math.log(fallOfMillsRatio(x, mu))
}

/** R(x) - R(x + mu). The difference of near equals is integrated instead: R'(t) = t R(t) - 1. */
function fallOfMillsRatio(x: number, mu: number): number {
  if (mu > 0.5) return millsRatio(x) - millsRatio(x + mu)
  let sum = 0
  for (let i = 0; i < rule.nodes.length; i++)
    sum += rule.weights[i]! * negativeSlope(x + (mu * (rule.nodes[i]! + 1)) / 2)
  return (sum * mu) / 2
}

/** 1 - t R(t); far out by its asymptotic series, where the two cancel. */
function negativeSlope(t: number): number {
  if (t < 30) return 1 - t * millsRatio(t)
  const s = 1 / (t * t)
  return s * (1 - s * (3 - s * (15 - s * (105 - s * (945 - s * 10395)))))
}

/** The delta of T unsampled steps at an epsilon, as `mu` = sqrt(T)/z; between 0 and 1. */
export function deltaOfGaussian(mu: number, epsilon: number): number {
  return Math.exp(logDeltaOfGaussian(mu, epsilon))
}

/** The least epsilon >= 0 at `delta`, rounded up in its last digits. */
export function epsilonOfGaussian(mu: number, delta: number): number {
  const target = Math.log(delta)
  const isKept = (epsilon: number) => logDeltaOfGaussian(mu, epsilon) <= target
  if (isKept(0)) return 0
  let high = mu * mu
  while (!isKept(high)) high = 2 * high + mu
  return bisect(0, high, isKept)
}

/** The least noise multiplier of one step that keeps (epsilon, delta), rounded up in its last digits. */
export function noiseOfGaussian(epsilon: number, delta: number): number {
  const target = Math.log(delta)
  const isKept = (noise: number) => logDeltaOfGaussian(1 / noise, epsilon) <= target
  let [low, high] = [1, 1]
  while (!isKept(high)) high *= 2
  while (isKept(low)) low /= 2
  return bisect(low, high, isKept)
}

/** The end at which `isKept` holds of the last interval, as narrow as doubles are; it fails at `low`. */
function bisect(low: number, high: number, isKept: (x: number) => boolean): number {
  for (;;) {
    const middle = low + (high - low) / 2
    if (middle <= low || middle >= high) return high
    if (isKept(middle)) high = middle
    else low = middle
  }
}
