/**
 * How much one record can change what is released, in floating point and on a grid, and how much noise that takes.
 *
 * Neighbours differ in what one record says: in one it is drawn, in the other it is not and adds nothing. How many places there
 * are is told anyway. A batch is cut into parts by places (`partsOf`), so that both neighbours compute the same sums over the same
 * records but for the one part that the place lies in. What differs is that part's sum, by the record's clipped gradient and by roundings:
 *
 * - the clipped gradient has a norm of C at most. Its norm is computed in 32 bits, products may be of operands rounded to 11
 *   bits (TF32 on graphics processors), so that gradients are clipped by `clipSlack` more than C says;
 * - that sum of floats is off in both neighbours, and the other records' gradients in it may have other last bits in a tensor of
 *   another shape (`floatSumError`). Whether one of those is within the clip norm could hang on such a bit; its mark, under adaptive
 *   clipping, is taken to be the same;
 * - the sum of all parts is rounded to the nearest point of the grid, which moves each of d coordinates by half a step in both:
 *   sqrt(d) steps. From there on all is integers.
 */
import {
  floatSumError,
  gridRounding,
  mostInFloatSum,
  floatRoundoff as roundoff,
} from '../../../aggregation/privacy/index.ts'
import type { RecordPrivacy } from './record-privacy.ts'

export const mostInSum = mostInFloatSum
/** Of a product of operands that were rounded to 11 bits. */
const productError = 2 ** -10

/** Steps of the grid in the standard deviation of the noise that was asked for. */
const stepsInDeviation = 2 ** 17

/** The grid on which a step's sum is released. */
export interface Grid {
  /** Distance of its points: sigma C / 2^17. */
  readonly spacing: number
  /** Most that one record changes the sum of integers, in L2 norm. */
  readonly sensitivity: number
  /** Standard deviation of the noise on the integers: sigma × sensitivity. */
  readonly noiseDeviation: number
}

/** The grid for sums of `coordinates` numbers. */
export function gridFor(
  { clipNorm, noiseMultiplier }: Pick<RecordPrivacy, 'clipNorm' | 'noiseMultiplier'>,
  coordinates: number,
): Grid {
  const spacing = (noiseMultiplier * clipNorm) / stepsInDeviation
  // The last factor stands for the roundings of this computation itself and of the division by the spacing.
  const sensitivity = ((clipNorm * (1 + floatSumError())) / spacing + gridRounding(coordinates)) * (1 + 1e-6)
  return { spacing, sensitivity, noiseDeviation: noiseMultiplier * sensitivity }
}

/** By what share a norm may have come out too small whose longest sum of squares had so many terms. */
export function clipSlack(longestSum: number): number {
  return productError + (longestSum + 32) * roundoff
}
