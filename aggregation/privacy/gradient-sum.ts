/**
 * How much one record can change a sum of clipped gradients that was computed in floating point and put on a grid.
 *
 * Neighbours differ in one record, which is drawn in one and not in the other. What differs is the one part of the batch that its
 * place lies in (parts are cut by places, and where the record is one too many its own part is cut in two), by
 * - the clipped gradient;
 * - the rounding of that part's sum of floats: a sum of n terms is off by gamma(n) × the sum of their sizes,
 *   gamma(n) = n u / (1 - n u), in whatever order it is added up (Higham 2002, section 4.2), in norm by gamma(n) n C, in both;
 * - the last bits of the other records' gradients in that part, which are computed in tensors of another shape;
 * - the rounding of the sum of all parts to the nearest point of the grid, which moves each of d coordinates by half a step in
 *   both: sqrt(d) steps. From there on all is integers.
 */

/** Records in one sum of floats, at most: its error grows with the square of them. */
export const mostInFloatSum = 128

/** Twice the unit roundoff of 32 bits: graphics processors may cut off where others round. */
export const floatRoundoff = 2 ** -23

/** Of C, what the last bits of one record's gradient may be in tensors of another shape: 64 roundoffs. */
const shapeError = 64 * floatRoundoff

/** What floating point may add to one record's influence, as a share of C: about 0.005. */
export function floatSumError(): number {
  // One more than a part has, where the record is what makes it two.
  const longest = mostInFloatSum + 1
  // Two more roundings: of the product, and of what is subtracted or scaled on the way.
  const terms = longest + 2
  return (2 * longest * (terms * floatRoundoff)) / (1 - terms * floatRoundoff) + longest * shapeError
}

/** Half a step in both neighbours for each coordinate, and what sums in 64 bits are off. */
export function gridRounding(coordinates: number): number {
  return Math.sqrt(coordinates) * (1 + 2 ** -10)
}

export interface GradientSumGrid {
  /** Distance of its points, a power of two: multiples of it up to `mostMultiple` are 32-bit floats. */
  readonly spacing: number
  /** Most that one record changes the sum, in L2 norm, in the unit of the gradients. */
  readonly sensitivity: number
}

/**
 * A coordinate of a sum on the grid is between so many steps and minus so many; what is beyond is saturated, which moves
 * no two sums apart.
 */
export const mostMultiple = 2 ** 24

/** Rounding may add this share of C at most. */
const roundingShare = 0.01

/** The grid for sums of `coordinates` numbers of gradients that were clipped to `clipNorm`. */
export function gradientSumGrid(clipNorm: number, coordinates: number): GradientSumGrid {
  const spacing = 2 ** Math.floor(Math.log2((roundingShare * clipNorm) / Math.sqrt(coordinates)))
  // The last factor stands for the roundings of this computation itself.
  const sensitivity = (clipNorm * (1 + floatSumError()) + gridRounding(coordinates) * spacing) * (1 + 1e-6)
  return { spacing, sensitivity }
}
