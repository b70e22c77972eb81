/**
 * Rounding to the grid of step γ without bias, and without letting the norm grow by √d: roundings are drawn until one is
 * no longer than a bound that is public (conditional randomized rounding in Kairouz, Liu, Steinke 2021, "The
 * Distributed Discrete Gaussian Mechanism", arXiv:2102.06387). That bound is the sensitivity of a sum over one member, whatever the
 * coins were: privacy never depends on them, nor on a rejection that came to be.
 */
import type { RandomSource } from '../crypto/index.ts'
import { roundedNorm } from './accountant/index.ts'
import { openWordStream, type WordStream, wordsAtOnce } from './noise/word-stream.ts'

export interface RoundingBound {
  /** L2 norm of what is rounded, at most. */
  readonly clip: number
  /** Step of the grid, in the units of `clip`. */
  readonly gamma: number
  readonly dimension: number
  /** A rounding is longer than the bound with at most this probability; 0 for a bound that always holds. */
  readonly beta: number
}

/**
 * The longest rounding that is let through, in grid steps: the root of the lesser of (C/γ + √d)² and
 * (C/γ)² + d/4 + √(2 ln(1/β)) (C/γ + √d/2).
 */
export function roundedNormBound(bound: RoundingBound): number {
  const { clip, gamma, dimension, beta } = bound
  requireBound(clip, gamma, dimension, beta)
  return roundedNorm(bound)
}

/** L1 norm of a rounding within the bound, at most: integers are no longer than their squares. */
export function roundedL1Bound(bound: RoundingBound): number {
  const norm = roundedNormBound(bound)
  return norm * Math.min(Math.sqrt(bound.dimension), norm)
}

/** The sum of squares is exact in a double: (2^26)² leaves a bit of 53. */
const mostSteps = 2 ** 26

function requireBound(clip: number, gamma: number, dimension: number, beta: number): void {
  if (!(clip > 0 && Number.isFinite(clip))) throw new RangeError(`the clip norm is positive, not ${clip}`)
  if (!(gamma > 0 && clip / gamma <= mostSteps))
    throw new RangeError(`gamma is at least clip / 2^26 = ${clip / mostSteps}, not ${gamma}`)
  if (!Number.isSafeInteger(dimension) || dimension < 1 || dimension > 2 ** 31)
    throw new RangeError(`the dimension is a natural number from 1 to 2^31, not ${dimension}`)
  if (!(beta >= 0 && beta < 1)) throw new RangeError(`beta is at least 0 and below 1, not ${beta}`)
}

/** Each succeeds with probability 1 - β or more: at β = e^-1/2 all of them fail with probability e^-100. */
const mostRoundings = 200

export interface Rounding {
  readonly integers: Int32Array
  /** Roundings that were drawn; the last was taken, or none where `isTowardsZero`. */
  readonly tries: number
  /** No rounding was within the bound: each value was rounded towards zero, which makes no vector longer. */
  readonly isTowardsZero: boolean
}

/**
 * `values`, no longer than `clip`, divided by γ and rounded to integers whose norm is at most `roundedNormBound`. Coins have
 * 32 bits, so that a value goes up with its fraction's probability to within 2^-32; that shifts the mean by as much of a
 * step and the norm's bound not at all. Float32 may make a rotated vector longer by a part in a million: that costs tries.
 *
 * @throws RangeError when `values` are so much longer than `clip` that even rounding towards zero exceeds the bound.
 */
export function roundConditionally(
  values: Float32Array,
  bound: Omit<RoundingBound, 'dimension'>,
  random: RandomSource,
): Rounding {
  const limit = roundedNormBound({ ...bound, dimension: values.length }) ** 2
  const integers = new Int32Array(values.length)
  const stream = openWordStream(random)
  for (let tries = 1; tries <= mostRoundings; tries++) {
    if (roundAll(values, integers, 1 / bound.gamma, stream) <= limit)
      return { integers, tries, isTowardsZero: false }
  }
  if (truncateAll(values, integers, 1 / bound.gamma) > limit)
    throw new RangeError(`the values are longer than ${bound.clip}: clip before rounding`)
  return { integers, tries: mostRoundings, isTowardsZero: true }
}

/** The sum of squares of the integers. */
function roundAll(values: Float32Array, integers: Int32Array, scale: number, stream: WordStream): number {
  let squares = 0
  for (let start = 0; start < values.length; start += wordsAtOnce) {
    const end = Math.min(start + wordsAtOnce, values.length)
    squares += roundBlock(values, integers, start, end, scale, stream.next(end - start))
  }
  return squares
}

function roundBlock(
  values: Float32Array,
  integers: Int32Array,
  start: number,
  end: number,
  scale: number,
  words: Int32Array,
): number {
  let squares = 0
  for (let i = start; i < end; i++) {
    const scaled = values[i]! * scale
    const floor = Math.floor(scaled)
    // One up exactly when the coin is below the fraction; without a branch, as no processor can predict a coin.
    const rounded = floor - Math.floor((words[i - start]! >>> 0) / 2 ** 32 - (scaled - floor))
    integers[i] = rounded
    squares += rounded * rounded
  }
  return squares
}

function truncateAll(values: Float32Array, integers: Int32Array, scale: number): number {
  let squares = 0
  for (let i = 0; i < values.length; i++) {
    const rounded = Math.trunc(values[i]! * scale)
    integers[i] = rounded
    squares += rounded * rounded
  }
  return squares
}
