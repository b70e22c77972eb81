/**
 * Noise of one who is trusted: members clip, rotate and round to a grid as under the distributed mechanism and add nothing;
 * whoever takes the masks off adds discrete Gaussian noise to the integers of the sum before it uses them (Canonne, Kamath,
 * Steinke 2020, arXiv:2004.00010). It protects against readers of what follows from the noised sum. It does not protect against
 * whoever adds it, who sees the sum without noise.
 */
import type { RandomSource } from '../crypto/index.ts'
import { residuesIn, signExtend } from '../vector/index.ts'
import { chooseGrid } from './choose-grid.ts'
import { euclideanNorm } from './clipping.ts'
import { roundedNormBound } from './conditional-rounding.ts'
import { type NoisedOutcome, roundToGrid } from './distributed-noise.ts'
import { type RotationBlocks, rotationBlocks } from './hadamard-rotation.ts'
import { gaussianLimits, openDiscreteGaussian } from './noise/index.ts'
import { bitsFor, ringNeeded } from './ring-size.ts'
import { roundedUp } from './rounded-up.ts'
import { longestNoiseOf, type SumNorm, sumNormSlack } from './sum-norm.ts'

/** Lengths are in the units of the update unless they say grid steps. */
export interface CentralNoiseSettings {
  /** L2 norm to which each member clips. */
  readonly clip: number
  /** Noise of each coordinate of the sum, over the longest that a rounded update can be: z. */
  readonly noiseMultiplier: number
  /** Members of a round at most, all groups together: their sum, with the noise, is what the ring must hold. */
  readonly contributors: number
  /** Width of the ring, 8 to 32. */
  readonly bits: number
  readonly dimension: number
  /** Roundings are too long with at most this probability and drawn again; see `roundedNormBound`. */
  readonly beta: number
}

/** What members and coordinator do in a round; everything in it is public. */
export interface CentralNoisePlan {
  readonly kind: 'central'
  readonly clip: number
  /** Step of the grid. */
  readonly gamma: number
  /** σ of the noise that the coordinator adds to each coordinate of the sum of all groups. */
  readonly standardDeviation: number
  readonly bits: number
  readonly dimension: number
  readonly beta: number
  readonly blocks: RotationBlocks
  /** Coordinates on the wire: `dimension` padded to whole blocks of the rotation. */
  readonly paddedDimension: number
  /** Largest L2 norm of what one member adds to the sum, in grid steps: the sensitivity. */
  readonly roundedNorm: number
}

export type CentralNoisePlanning =
  | { readonly kind: 'planned'; readonly plan: CentralNoisePlan }
  /** Not even a grid as coarse as the clipping norm holds the sum; null where none of up to 32 bits does. */
  | { readonly kind: 'refused'; readonly reason: 'too-few-bits'; readonly neededBits: number | null }
  /** So much noise that no sampler serves it on any grid. */
  | { readonly kind: 'refused'; readonly reason: 'noise-off-grid' }

/** What of a plan stands in the parameters of a round. */
export type CentralNoiseTerms = Pick<
  CentralNoisePlan,
  'clip' | 'gamma' | 'standardDeviation' | 'bits' | 'dimension' | 'beta'
>

/** Finer than a millionth of the clip norm gains nothing. */
const finestStep = 1e-6
const gridPrecision = 1e-4

/**
 * The finest grid on which the ring holds the sum with its noise, and the noise on that grid. The grid is rounded up to three
 * digits and the noise to six, so that the last bits of a root make no difference to those who compute it elsewhere.
 */
export function planCentralNoise(settings: CentralNoiseSettings): CentralNoisePlanning {
  const { clip, bits, contributors, noiseMultiplier } = settings
  const { size, count } = rotationBlocks(settings.dimension)
  const noiseOn = (gamma: number) =>
    noiseMultiplier * derived({ ...settings, gamma, standardDeviation: 0 }).roundedNorm * gamma
  // Each of the members as if it brought its share of the noise.
  const share = (gamma: number) => noiseOn(gamma) / Math.sqrt(contributors)
  const load = { ...settings, dimension: size * count, localStandardDeviation: share(clip), gamma: clip }
  // On a grid of step γ the noise has at most z (C / γ + √d) steps: as coarse as its sampler needs, and no coarser.
  const most = (0.999 * gaussianLimits.most) / noiseMultiplier - Math.sqrt(load.dimension)
  if (most <= 1) return { kind: 'refused', reason: 'noise-off-grid' }
  if (ringNeeded(load) > 2 ** bits)
    return { kind: 'refused', reason: 'too-few-bits', neededBits: bitsFor(load) }
  const grid = chooseGrid({
    ...{ clip, bits, contributors, dimension: load.dimension, precision: gridPrecision },
    finest: Math.max(finestStep * clip, clip / most),
    epsilon: 1,
    // The least noise that meets this target is the share that is needed on the grid.
    epsilonOf: (gamma, deviation) => share(gamma) / deviation,
  })
  if (grid.kind === 'refused') return { kind: 'refused', reason: 'too-few-bits', neededBits: bitsFor(load) }
  const gamma = Math.min(clip, roundedUp(grid.gamma, 3))
  const standardDeviation = roundedUp(noiseOn(gamma), 6)
  if (standardDeviation / gamma < gaussianLimits.least) return { kind: 'refused', reason: 'noise-off-grid' }
  return { kind: 'planned', plan: derived({ ...settings, gamma, standardDeviation }) }
}

/** The plan that parameters of a round say. @throws RangeError for a clip, gamma, dimension or beta that makes no sense. */
export function centralNoisePlan(terms: CentralNoiseTerms): CentralNoisePlan {
  return derived(terms)
}

function derived({
  clip,
  gamma,
  standardDeviation,
  bits,
  dimension,
  beta,
}: CentralNoiseTerms): CentralNoisePlan {
  const blocks = rotationBlocks(dimension)
  const paddedDimension = blocks.size * blocks.count
  const roundedNorm = roundedNormBound({ clip, gamma, beta, dimension: paddedDimension })
  const given = { clip, gamma, standardDeviation, bits, dimension, beta }
  return { kind: 'central', ...given, blocks, paddedDimension, roundedNorm }
}

/**
 * One member's contribution: on the grid, wrapped in the ring, and without any noise. Refuses values that are not finite.
 *
 * @throws RangeError when there are not `plan.dimension` values.
 */
export function encodeUnnoised(
  values: Float32Array,
  plan: CentralNoisePlan,
  rotationSeed: Uint8Array,
  coins: RandomSource,
): NoisedOutcome {
  const rounded = roundToGrid(values, plan, rotationSeed, coins)
  if (rounded.kind === 'refused') return rounded
  return { ...rounded, integers: signExtend(residuesIn(rounded.integers), plan.bits) }
}

/** Coordinates whose noise is drawn at once: secret integers beside the sum are few at any time. */
const coordinatesAtOnce = 65_536

/**
 * Adds the noise to `sum`, the integers of all groups of a round together, and wraps it into the ring again, in place: after it,
 * and not before, they may be used. Each group's sum is known in the ring alone: read as signed before the noise, it would jump
 * by 2^b where a member moves it over the boundary, to which another, who need not keep to the protocol, can lift every
 * coordinate. Wrapped after it, it is the true sum with its noise, of which the wrap can tell nothing more.
 *
 * Its randomness decides what the promise is worth: it must be the system's own, and no two sums get the same.
 */
export function addCentralNoise(sum: Float64Array, plan: CentralNoisePlan, random: RandomSource): void {
  const source = openDiscreteGaussian(plan.standardDeviation / plan.gamma, random)
  const noise = new Int32Array(Math.min(coordinatesAtOnce, sum.length))
  for (let start = 0; start < sum.length; start += noise.length) {
    const drawn = noise.subarray(0, Math.min(noise.length, sum.length - start))
    source.fill(drawn)
    for (let i = 0; i < drawn.length; i++) sum[start + i] = inRing(sum[start + i]! + drawn[i]!, plan.bits)
  }
  noise.fill(0)
}

/** The residue from -2^(b-1) to 2^(b-1) - 1; exact for integers up to 2^53. */
function inRing(value: number, bits: number): number {
  const size = 2 ** bits
  return value - size * Math.floor((value + size / 2) / size)
}

/**
 * The norm of a sum that is noised already against what `contributors` honest members and the noise make: asked of the sum
 * without noise, the alarm itself would tell of it.
 */
export function checkCentralSumNorm(
  sum: Float64Array,
  plan: CentralNoisePlan,
  contributors: number,
): SumNorm {
  const norm = plan.gamma * euclideanNorm(sum)
  const honest = plan.gamma * contributors * plan.roundedNorm * (1 + sumNormSlack)
  const limit = honest + longestNoiseOf(plan.standardDeviation, sum.length)
  return { norm, limit, isOverLimit: norm > limit }
}
