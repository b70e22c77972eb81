/**
 * How much one record can change a sum of clipped gradients that was computed in floating point and put on a grid.
 *
 * Neighbours differ in one record, which is there in one and adds nothing in the other. What differs is the one float sum
 * that its place is in, by the clipped gradient and by the rounding of that sum: a sum of n terms is off by gamma(n) × the
 * sum of their sizes, gamma(n) = n u / (1 - n u), in whatever order it is added up (Higham 2002, section 4.2), in norm by
 * gamma(n) n C; and both neighbours' sums may be off. Rounding to the nearest point of the grid then moves each of d coordinates by half
 * a step in both, sqrt(d) steps. From there on all is integers.
 */

/** Records in one sum of floats, at most: its error grows with the square of them. */
export const mostInFloatSum = 128

/** Twice the unit roundoff of 32 bits: graphics processors may cut off where others round. */
export const floatRoundoff = 2 ** -23

/** What the roundings of both neighbours' sums come to, as a share of C: about 0.004. */
export function floatSumError(): number {
  // Two more roundings: of the product, and of what is subtracted or scaled on the way.
  const terms = mostInFloatSum + 2
  return (2 * mostInFloatSum * (terms * floatRoundoff)) / (1 - terms * floatRoundoff)
}

export interface GradientSumGrid {
  /** Distance of its points, a power of two: multiples of it up to `mostMultiple` are 32-bit floats. */
  readonly spacing: number
  /** Most that one record changes the sum, in L2 norm, in the unit of the gradients. */
  readonly sensitivity: number
}

/** A coordinate of a sum on the grid is between so many steps and minus so many; what is beyond is saturated, which moves no two sums apart. */
export const mostMultiple = 2 ** 24

/** Rounding may add this share of C at most. */
const roundingShare = 0.01

/** The grid for sums of `coordinates` numbers of gradients that were clipped to `clipNorm`. */
export function gradientSumGrid(clipNorm: number, coordinates: number): GradientSumGrid {
  const spacing = 2 ** Math.floor(Math.log2((roundingShare * clipNorm) / Math.sqrt(coordinates)))
  // The last factor stands for the roundings of this computation itself.
  const sensitivity = (clipNorm * (1 + floatSumError()) + Math.sqrt(coordinates) * spacing) * (1 + 1e-6)
  return { spacing, sensitivity }
}
