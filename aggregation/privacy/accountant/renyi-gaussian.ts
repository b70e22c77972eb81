/**
 * Rényi divergence of the Gaussian mechanism under Poisson sampling, per step, in the unit that the noise multiplier
 * z = (standard deviation) / (sensitivity) is about. Adjacency: one record (or member) added or removed.
 *
 * Mironov, Talwar & Zhang 2019, "Rényi differential privacy of the sampled Gaussian mechanism" (arXiv 1908.10530):
 * RDP(a) = ln A(a) / (a-1), A(a) = E[ (1 - q + q exp((2x-1)/(2 z^2)))^a ], x ~ N(0, z^2).
 */
import { gaussLegendre } from './quadrature.ts'
import { logAdd, logBinomialWeights, logExpm1, logNormalDensity, logSumExp } from './special-functions.ts'

/** RDP at any order a > 1; `sampling` in (0, 1], `noise` > 0. */
export function sampledGaussianRdp(order: number, noise: number, sampling: number): number {
  if (sampling === 1) return gaussianRdp(order, noise)
  const logExcess = Number.isInteger(order)
    ? logExcessOfSum(order, noise, sampling)
    : logExcessOfIntegral(order, noise, sampling)
  return logOnePlusExp(logExcess) / (order - 1)
}

/** RDP of the Gaussian without sampling: a / (2 z^2). */
export function gaussianRdp(order: number, noise: number): number {
  return order / (2 * noise * noise)
}

/** ln(1 + exp(x)). A(a) is 1 and a little for rare sampling: the little is kept apart so that its digits last. */
function logOnePlusExp(x: number): number {
  return x < 0 ? Math.log1p(Math.exp(x)) : logAdd(0, x)
}

/**
 * ln(A - 1) at an integer order, by the exact sum (section 3.3). The terms i = 0, 1 of A are those of a binomial
 * distribution, which sums to 1; so A - 1 is the sum over i >= 2 of weight times exp((i^2-i)/(2 z^2)) - 1.
 */
function logExcessOfSum(order: number, noise: number, sampling: number): number {
  const weights = logBinomialWeights(order, sampling)
  const logs: number[] = []
  for (let i = 2; i <= order; i++) logs.push(weights[i]! + logExpm1((i * i - i) / (2 * noise * noise)))
  return logSumExp(logs)
}

const panelRule = gaussLegendre(16)
const panelWidth = 0.25
const panelsOfBlock = 8
/** In logarithms, far below the rarest sampling times the last digit. */
const negligible = 100

/**
 * ln(A - 1) at any order, by the integral. The paper expands it into two series with erfc; summed as they stand, they
 * lose at rare sampling the digits that matter, as they add up to A. Here the integrand is that of A - 1 itself,
 * (1+w)^a - 1 - a w >= 0 with w = q (exp(u) - 1), whose linear part has mean zero.
 */
function logExcessOfIntegral(order: number, noise: number, sampling: number): number {
  const shift = 1 / noise
  const logIntegrand = (y: number) =>
    logNormalDensity(y) + logConvexPart(order, sampling, shift * (y - shift / 2))
  const starts = intervalsOf(order * shift, shift).flatMap(([first, last]) =>
    blockStarts(first, last, y => logBound(y, order, sampling, shift)),
  )
  const most = starts.reduce((a, { logMost }) => Math.max(a, logMost), -Infinity)
  const logs = starts
    .filter(({ logMost }) => logMost > most - negligible)
    .flatMap(({ start }) =>
      Array.from({ length: panelsOfBlock }, (_, i) => logOfPanel(logIntegrand, start + i * panelWidth)),
    )
  return logSumExp(logs)
}

/**
 * Where the integrand lives, in standard deviations: from around 0 to around a/z. With less noise than 0.1 both peaks
 * stand alone, as the terms between them fall by exp(-i^2/(2 z^2)) against binomial coefficients.
 */
function intervalsOf(peak: number, shift: number): readonly (readonly [number, number])[] {
  const reach = 14
  if (shift <= 10 || peak <= 2 * reach) return [[-reach, peak + reach]]
  return [
    [-reach, reach],
    [peak - reach, peak + reach],
  ]
}

/** Blocks of panels over an interval, each with a bound of the integrand's logarithm up to a constant. */
function blockStarts(first: number, last: number, bound: (y: number) => number) {
  const width = panelWidth * panelsOfBlock
  const blocks = Math.ceil((last - first) / width)
  return Array.from({ length: blocks }, (_, i) => {
    const start = first + i * width
    return { start, logMost: Math.max(bound(start), bound(start + width)) }
  })
}

/** ln of the density times (1+w)^a: convex minus y^2/2, so that its ends bound it on a block but for a constant. */
function logBound(y: number, order: number, sampling: number, shift: number): number {
  return logNormalDensity(y) + Math.max(0, order * logMixture(sampling, shift * (y - shift / 2)))
}

function logOfPanel(logIntegrand: (y: number) => number, start: number): number {
  const logs = Array.from(
    panelRule.nodes,
    (node, i) =>
      logIntegrand(start + (panelWidth * (node + 1)) / 2) +
      Math.log((panelRule.weights[i]! * panelWidth) / 2),
  )
  return logSumExp(logs)
}

/** ln(1 - q + q exp(u)), the privacy loss at u; without overflow, and with its digits where it is small. */
export function logMixture(sampling: number, u: number): number {
  if (sampling === 1) return u
  if (u > 30) return u + Math.log(sampling) + Math.log1p(((1 - sampling) / sampling) * Math.exp(-u))
  return Math.log1p(sampling * Math.expm1(u))
}

/** ln( (1+w)^a - 1 - a w ) for w = q (exp(u) - 1). */
function logConvexPart(order: number, sampling: number, u: number): number {
  const logPower = order * logMixture(sampling, u)
  if (logPower > 40) return logPower
  const w = sampling * Math.expm1(u)
  if (order * Math.abs(w) < 0.3) return Math.log(convexSeries(order, w))
  return Math.log(Math.expm1(logPower) - order * w)
}

/** The binomial series of (1+w)^a from the square on, for |a w| < 0.3. */
function convexSeries(order: number, w: number): number {
  let term = (order * (order - 1) * w * w) / 2
  let sum = term
  for (let k = 3; k < 60 && Math.abs(term) > 1e-18 * sum; k++) {
    term *= ((order - k + 1) * w) / k
    sum += term
  }
  return sum
}
