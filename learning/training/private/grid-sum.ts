/** The sum of a step on its grid: floats come in, integers are added up, noise is added in integers, floats go out. */
import type { IntegerNoise } from '../../../aggregation/privacy/noise/index.ts'

export interface GridSum {
  /** Adds a sum of clipped gradients, each value rounded to the nearest point of the grid. */
  add(sum: Float32Array): void
  /** Adds the noise, writes the sum × `scale` to `into`, and begins the next sum at zero. */
  release(into: Float32Array, scale: number): void
}

/** Integers up to 2^53 are exact in `integers`; sums stay below since one of floats is 128 C and C is 2^17 / sigma steps. */
export function openGridSum(
  coordinates: number,
  spacing: number,
  noise: Pick<IntegerNoise, 'fill'>,
): GridSum {
  const integers = new Float64Array(coordinates)
  const drawn = new Int32Array(coordinates)
  return {
    add: sum => addRounded(integers, sum, 1 / spacing),
    release: (into, scale) => {
      noise.fill(drawn)
      moveNoised(integers, drawn, into, scale * spacing)
      drawn.fill(0)
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
