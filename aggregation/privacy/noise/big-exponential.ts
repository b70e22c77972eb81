/** Exact fractions of doubles, and e^-x in fixed point: what tables are computed with. */

/** Binary places of the fixed point. */
export const places = 256n
export const one = 1n << places

export interface Fraction {
  readonly numerator: bigint
  readonly denominator: bigint
}

/** A finite double that is not negative, without any rounding: every double is an integer over a power of two. */
export function fractionOf(value: number): Fraction {
  let numerator = value
  let denominator = 1n
  while (!Number.isInteger(numerator)) {
    numerator *= 2
    denominator *= 2n
  }
  return { numerator: BigInt(numerator), denominator }
}

/**
 * e^-x for x >= 0, both with 256 binary places. The argument is halved s times until it is below 2^-8, summed by its series
 * (at most 40 terms, each rounded by at most one unit), and squared s times, which doubles the error each time: within
 * 2^(s + 6) units of the last place, where x < 2^(s - 8).
 */
export function exponentialOfMinus(x: bigint): bigint {
  let halvings = 0n
  while (x >> halvings >= one >> 8n) halvings++
  let power = alternatingSeries(x >> halvings)
  for (let i = 0n; i < halvings; i++) power = (power * power) >> places
  return power
}

function alternatingSeries(x: bigint): bigint {
  let sum = one
  let term = one
  for (let i = 1n; term > 0n; i++) {
    term = (term * x) / (i << places)
    sum += i % 2n === 1n ? -term : term
  }
  return sum
}
