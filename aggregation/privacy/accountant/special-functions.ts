/**
 * Functions that JavaScript lacks, each to about 1e-15 relative, far into the tails: what an epsilon is made of lies
 * ten and more standard deviations out, where 1 - erf(x) has no correct digit left.
 */

/** Spacing of the trapezoidal rule for erfc; its error is exp(-(pi/h)^2), here 7e-18. */
const spacing = 0.5
const trapezoid = Array.from({ length: 13 }, (_, n) => ({
  square: (n * spacing) ** 2,
  weight: Math.exp(-((n * spacing) ** 2)),
}))
const twoOverRootPi = 2 / Math.sqrt(Math.PI)
const rootHalfPi = Math.sqrt(Math.PI / 2)
const logRootTwoPi = 0.5 * Math.log(2 * Math.PI)

/** erf for small arguments, by the series without alternating signs (Abramowitz & Stegun 7.1.6). */
function erfSeries(x: number): number {
  let term = x
  let sum = x
  for (let n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1)
    sum += term
  }
  return twoOverRootPi * Math.exp(-x * x) * sum
}

/**
 * exp(x^2) erfc(x). From 0.5 up by the trapezoidal rule with the correction for the poles (Hunter & Regan 1972, "A note
 * on the evaluation of the complementary error function"); Infinity below about -26.6.
 */
export function scaledErfc(x: number): number {
  if (x < 0) return 2 * Math.exp(x * x) - scaledErfc(-x)
  if (x < 0.5) return Math.exp(x * x) * (1 - erfSeries(x))
  if (x > 1e8) return 1 / (x * Math.sqrt(Math.PI))
  let sum = 0.5 / (x * x)
  for (let n = 1; n < trapezoid.length; n++) sum += trapezoid[n]!.weight / (trapezoid[n]!.square + x * x)
  const rule = (2 * spacing * x * sum) / Math.PI
  if (x > Math.PI / spacing) return rule
  return rule - (2 * Math.exp(x * x)) / Math.expm1((2 * Math.PI * x) / spacing)
}

/** Mills' ratio of the standard normal: its tail beyond x over its density at x. */
export function millsRatio(x: number): number {
  return rootHalfPi * scaledErfc(x * Math.SQRT1_2)
}

/** ln of the standard normal density. */
export function logNormalDensity(x: number): number {
  return -0.5 * x * x - logRootTwoPi
}

/** Probability that a standard normal lies beyond x. */
export function normalTail(x: number): number {
  if (x < 0) return 1 - normalTail(-x)
  return Math.exp(logNormalDensity(x)) * millsRatio(x)
}

/** ln of the probability that a standard normal lies beyond x. */
export function logNormalTail(x: number): number {
  if (x < 0) return Math.log1p(-normalTail(-x))
  return logNormalDensity(x) + Math.log(millsRatio(x))
}

/** ln(exp(a) + exp(b)). */
export function logAdd(a: number, b: number): number {
  const [least, most] = a < b ? [a, b] : [b, a]
  if (least === -Infinity || most === Infinity) return most
  return most + Math.log1p(Math.exp(least - most))
}

/** ln of the sum of exp of each; -Infinity for none. */
export function logSumExp(logs: readonly number[]): number {
  const most = logs.reduce((a, b) => Math.max(a, b), -Infinity)
  if (!Number.isFinite(most)) return most
  let sum = 0
  for (const one of logs) sum += Math.exp(one - most)
  return most + Math.log(sum)
}

/** ln(exp(x) - 1) for x > 0, without overflow. */
export function logExpm1(x: number): number {
  return x > 30 ? x + Math.log1p(-Math.exp(-x)) : Math.log(Math.expm1(x))
}

/**
 * ln of the weights of a binomial distribution: entry i is ln( C(n,i) q^i (1-q)^(n-i) ), for 0 < q < 1. The logarithms
 * of the coefficients are added up with compensation, so that order 1024 keeps 1e-13.
 */
export function logBinomialWeights(n: number, q: number): Float64Array {
  const weights = new Float64Array(n + 1)
  const [logQ, logRest] = [Math.log(q), Math.log1p(-q)]
  let coefficient = 0
  let lost = 0
  for (let i = 0; i <= n; i++) {
    weights[i] = coefficient + i * logQ + (n - i) * logRest
    const step = Math.log((n - i) / (i + 1)) - lost
    const next = coefficient + step
    lost = next - coefficient - step
    coefficient = next
  }
  return weights
}
