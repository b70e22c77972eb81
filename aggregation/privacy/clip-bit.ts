/**
 * The bit by which a member tells whether its norm is within the round's clip norm (Andrew et al. 2021, arXiv:1905.03871), as one
 * more coordinate of its noised vector: +A where it is within, -A where it is not, A whole steps of the grid. It is not
 * rotated, and has the same share of noise as every other coordinate.
 *
 * Vector and bit are one mechanism: whatever is rounded from a vector of norm C over d coordinates, with the bit beside it, is no
 * longer than what may be rounded from one of norm C' = √(C² + A²) over d + 1. With B the bound of conditional rounding
 * (`roundedNormBound`) and a = A/γ, B(C', d + 1)² >= B(C, d)² + a², as both of its arms grow by a² or more:
 *
 *   (C'/γ + √(d+1))² = (C/γ)² + a² + 2 (C'/γ) √(d+1) + d + 1 >= (C/γ + √d)² + a²
 *   (C'/γ)² + (d+1)/4 + s (C'/γ + √(d+1)/2) >= (C/γ)² + a² + d/4 + s (C/γ + √d/2)
 *
 * and the lesser of two numbers grows by what both grow by. Since a is whole, the sum of absolute values stays below the sum of
 * squares, on which the bound on the L1 norm rests. So an accountant needs to know C' and d + 1, and nothing of bits.
 */

/** What decides how loud the bit is. */
export interface ClipBitScale {
  /** L2 norm to which each member clips, in the units of the vector. */
  readonly clip: number
  /** Step of the grid, in the same units. */
  readonly gamma: number
  /** Members that are summed at most. */
  readonly contributors: number
}

const mostShare = 0.3
const shareOfCrowds = 3

/**
 * A over C: 0.3 up to 100 members, and 3/√n from there. The price of 0.3 is √1.09, noise that is 4.4 % longer. The noise on the
 * fraction of norms that are within is σ/(2 A n): at epsilon 3 over 100 rounds the sum of 100 members, of whom half may be lost,
 * has σ = 22 C, and a round misses the fraction by 0.37; with a learning rate of 0.2 the clip norm strays by 7 % a round, and is
 * pulled back. More members need to say it less loudly. The noise of their sum stays, so that the fraction still gets better by
 * √n, the price falls with n, and the ring, which has to hold 2 A n where all agree, widens by √n alone.
 */
export function clipBitShare(contributors: number): number {
  return Math.min(mostShare, shareOfCrowds / Math.sqrt(contributors))
}

/** A in grid steps, one at least. */
export function clipBitSteps({ clip, gamma, contributors }: ClipBitScale): number {
  return Math.max(1, Math.floor((clipBitShare(contributors) * clip) / gamma))
}

/** C': the norm of a vector that was clipped to C together with its bit. */
export function clipWithBit(scale: ClipBitScale): number {
  const { clip, gamma } = scale
  // Not by `hypot`, whose last bits engines are free to choose: the noise is found from it.
  return Math.sqrt(clip ** 2 + (clipBitSteps(scale) * gamma) ** 2)
}
