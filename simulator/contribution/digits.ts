/** The digits of MNIST at a quarter of their pixels, with a constant feature for the bias. */
import type { ClassDataset } from '../../learning/index.ts'

export interface Digits {
  /** examples × features, the last of each 1. */
  readonly pixels: Float32Array
  readonly labels: Int32Array
  readonly features: number
}

const side = 28
const half = side / 2

/** Means over squares of four pixels. */
export function shrinkDigits({ features: pixels, labels, examples }: ClassDataset): Digits {
  const features = half * half + 1
  const shrunk = new Float32Array(examples * features)
  for (let example = 0; example < examples; example++) {
    const [from, to] = [example * side * side, example * features]
    for (let row = 0; row < half; row++)
      for (let column = 0; column < half; column++) {
        const corner = from + 2 * row * side + 2 * column
        const [a, b, c, d] = [corner, corner + 1, corner + side, corner + side + 1]
        shrunk[to + row * half + column] = (pixels[a]! + pixels[b]! + pixels[c]! + pixels[d]!) / 4
      }
    shrunk[to + features - 1] = 1
  }
  return { pixels: shrunk, labels, features }
}
