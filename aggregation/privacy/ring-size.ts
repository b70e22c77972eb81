/**
 * How wide the ring must be: coordinates of a rotated sum are close to normal, and 2^b >= 2k √(ρC²n²/d + (γ²/4 + σ²)n) / γ
 * keeps k = 4 standard deviations of them from wrapping (Kairouz, Liu, Steinke 2021, arXiv:2102.06387). Wrapping a sum that has its
 * noise costs accuracy, never privacy.
 */

import { clipBitShare, clipBitSteps } from './clip-bit.ts'

/** What the ring has to hold; lengths in the units of the update. */
export interface RingLoad {
  readonly clip: number
  /** L2 norm of what one member adds, where that is more than `clip`. */
  readonly longest?: number
  readonly gamma: number
  readonly localStandardDeviation: number
  readonly contributors: number
  /** Coordinates over which the rotation spreads the sum. */
  readonly dimension: number
  readonly concentration?: number
  /** Whether a coordinate beside them tells of the norm (`clip-bit.ts`); all members may say the same. */
  readonly clipBit?: boolean
}

const deviations = 4
const mostBits = 32

/** How many residues hold the sum. */
export function ringNeeded(load: RingLoad): number {
  const rotated = ringOfRotated(load)
  return load.clipBit === true ? Math.max(rotated, ringOfBits(load)) : rotated
}

function ringOfRotated(load: RingLoad): number {
  const rounding = (load.gamma ** 2 / 4) * load.contributors
  return (2 * deviations * Math.sqrt(varianceOnFineGrid(load) + rounding)) / load.gamma
}

function ringOfBits(load: RingLoad): number {
  return 2 * load.contributors * clipBitSteps(load) + spreadOfNoise(load) / load.gamma
}

/** From the lowest to the highest of its deviations that are kept, of one coordinate of the sum. */
function spreadOfNoise({ contributors, localStandardDeviation }: RingLoad): number {
  return 2 * deviations * localStandardDeviation * Math.sqrt(contributors)
}

/** The fewest bits that hold it; null beyond 32. */
export function bitsFor(load: RingLoad): number | null {
  const bits = Math.ceil(Math.log2(ringNeeded(load)))
  return bits <= mostBits ? bits : null
}

/** The least γ at which so many bits hold it; null where rounding alone is too much for them. */
export function stepFor(load: RingLoad, bits: number): number | null {
  const rotated = stepForRotated(load, bits)
  if (load.clipBit !== true || rotated === null) return rotated
  const told = stepForBits(load, bits)
  return told === null ? null : Math.max(rotated, told)
}

function stepForRotated(load: RingLoad, bits: number): number | null {
  const room = (2 ** bits / (2 * deviations)) ** 2 - load.contributors / 4
  return room > 0 ? Math.sqrt(varianceOnFineGrid(load) / room) : null
}

/** On coarse grids the bit is one step, whatever its share of the clip norm would be. */
function stepForBits(load: RingLoad, bits: number): number | null {
  const { clip, contributors } = load
  const [ring, noise] = [2 ** bits, spreadOfNoise(load)]
  if (ring <= 2 * contributors) return null
  const asShare = (2 * contributors * clipBitShare(contributors) * clip + noise) / ring
  return Math.max(asShare, noise / (ring - 2 * contributors))
}

/** All members may point the same way: the norm of their sum is at most n times the longest. */
function varianceOnFineGrid(load: RingLoad): number {
  const { clip, longest = clip, localStandardDeviation, contributors, dimension, concentration = 1 } = load
  return (
    (concentration * (longest * contributors) ** 2) / dimension + localStandardDeviation ** 2 * contributors
  )
}
