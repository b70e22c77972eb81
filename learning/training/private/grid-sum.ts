/** The sum of a step on its grid: floats come in and are added up in 64 bits, once rounded, noise is added in integers, floats go out. */
import type { IntegerNoise } from '../../../aggregation/privacy/noise/index.ts'

export interface GridSum {
  /** Adds a sum of clipped gradients, and the marks of its records. */
  add(sum: Float32Array, marks?: number): void
  /**
   * Rounds to the nearest point of the grid, adds the noise, writes the sum × `scale` to `into`, and begins the next sum
   * at zero. Answers the marks, with their noise.
   */
  release(into: Float32Array, scale: number): number
  /** Sums to come are on a grid of that spacing, under the same noise in integers. */
  respace(spacing: number): void
}

/**
 * `marks` is 1 for one more coordinate, of whole numbers. Sums in 64 bits are off by far less than a step, since one of floats is 128 C
 * and C is 2^17 / sigma steps. They are rounded once: a rounding of each part would be paid for by each part that a record may move.
 */
export function openGridSum(
  coordinates: number,
  spacing: number,
  noise: Pick<IntegerNoise, 'fill'>,
  marks: 0 | 1 = 0,
): GridSum {
  const sums = new Float64Array(coordinates + marks)
  const drawn = new Int32Array(coordinates + marks)
  const gradients = sums.subarray(0, coordinates)
  const marked = sums.subarray(coordinates)
  let step = spacing
  return {
    add: (sum, more = 0) => {
      addScaled(gradients, sum, 1 / step)
      if (marks === 1) marked[0]! += more
    },
    release: (into, scale) => {
      noise.fill(drawn)
      moveNoised(gradients, drawn, into, scale * step)
      const told = marks === 0 ? 0 : marked[0]! + drawn[coordinates]!
      marked.fill(0)
      drawn.fill(0)
      return told
    },
    respace: next => {
      step = next
    },
  }
}

/** Adds values × `stepsInOne`. */
export function addScaled(sums: Float64Array, values: Float32Array, stepsInOne: number): void {
  for (let i = 0; i < sums.length; i++) sums[i] = sums[i]! + values[i]! * stepsInOne
}

/** Added to a number below 2^51 and taken off again, it leaves the nearest integer, several times as fast as `Math.round`. */
const shifter = 1.5 * 2 ** 52

/** The nearest integer of a number below 2^51, of two the even one. */
export function nearest(value: number): number {
  return value + shifter - shifter
}

function moveNoised(sums: Float64Array, noise: Int32Array, into: Float32Array, scale: number): void {
  for (let i = 0; i < sums.length; i++) {
    into[i] = (sums[i]! + shifter - shifter + noise[i]!) * scale
    sums[i] = 0
  }
}
