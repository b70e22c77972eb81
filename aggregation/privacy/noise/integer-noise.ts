/** What a source of noise on the integers is to those who add it. */

/** Independent draws from one symmetric law on the integers. The noise is secret: so are the arrays that it is added to. */
export interface IntegerNoise {
  /**
   * At least what was asked for. Of Skellam noise it is that of a draw, of a discrete Gaussian its parameter σ, which is what
   * its privacy follows from and which the deviation of a draw falls short of only where σ is below 1.
   */
  readonly standardDeviation: number
  /**
   * Total variation distance of one draw from its law, proved (see `magnitude-table.ts`). d coordinates in T rounds cost
   * d·T·distance·(1 + e^ε) of δ. Zero for a sampler that is exact.
   */
  readonly distance: number
  /** Overwrites every element with a draw. */
  fill(into: Int32Array): void
  /** Adds a draw to every element, modulo 2^32. */
  addTo(values: Int32Array): void
}

/** No sampler here is further from its law than this, whatever the law. */
export const largestDistance = 2 ** -100

/** A standard deviation or a variance that no sampler here serves. */
export function requireWithin(
  name: string,
  value: number,
  least: number,
  most: number,
  remedy: string,
): void {
  if (value >= least && value <= most) return
  throw new RangeError(`${name} is ${least} to ${most} grid steps, not ${value}: ${remedy}`)
}
