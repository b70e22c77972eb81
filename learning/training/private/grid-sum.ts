/** The sum of a step on its grid: floats come in, integers are added up, noise is added in integers, floats go out. */
import type { IntegerNoise } from '../../../aggregation/privacy/noise/index.ts'

export interface GridSum {
  /** Adds a sum of clipped gradients, each value rounded to the nearest point of the grid, and the marks of its records. */
  add(sum: Float32Array, marks?: number): void
  /** Adds the noise, writes the sum × `scale` to `into`, and begins the next sum at zero. Answers the marks, with their noise. */
  release(into: Float32Array, scale: number): number
  /** Sums to come are on a grid of that spacing, under the same noise in integers. */
  respace(spacing: number): void
}

/**
 * `marks` is 1 for one more coordinate, of whole numbers. Integers up to 2^53 are exact in `integers`; sums stay below since one of
 * floats is 128 C and C is 2^17 / sigma steps.
 */
export function openGridSum(
  coordinates: number,
  spacing: number,
  noise: Pick<IntegerNoise, 'fill'>,
  marks: 0 | 1 = 0,
): GridSum {
  const integers = new Float64Array(coordinates + marks)
  const drawn = new Int32Array(coordinates + marks)
  const gradients = integers.subarray(0, coordinates)
  const marked = integers.subarray(coordinates)
  let step = spacing
  return {
    add: (sum, more = 0) => {
      addRounded(gradients, sum, 1 / step)
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

/** Added to a number below 2^51 and taken off again, it leaves the nearest integer, several times as fast as `Math.round`. */
const shifter = 1.5 * 2 ** 52

/** Adds values × `stepsInOne`, each rounded to the nearest integer (of two, the even one). */
export function addRounded(integers: Float64Array, values: Float32Array, stepsInOne: number): void {
  for (let i = 0; i < integers.length; i++)
    integers[i] = integers[i]! + (values[i]! * stepsInOne + shifter - shifter)
}

function moveNoised(integers: Float64Array, noise: Int32Array, into: Float32Array, scale: number): void {
  for (let i = 0; i < integers.length; i++) {
    into[i] = (integers[i]! + noise[i]!) * scale
    integers[i] = 0
  }
}
