/**
 * The distributed discrete mechanism: every member clips, rotates, rounds to a grid, adds its share of the noise on the
 * integers and wraps modulo 2^b, so that secure aggregation shows nothing but a sum with all the noise in it (Kairouz, Liu,
 * Steinke 2021, arXiv:2102.06387, algorithms 1 and 2; with Skellam noise Agarwal, Kairouz, Liu 2021, arXiv:2110.04995).
 * Members draw their shares independently; each share alone protects against nobody.
 */
import type { RandomSource } from '../crypto/index.ts'
import { firstNotFinite, residuesIn, signExtend } from '../vector/index.ts'
import { centredClipBit } from './adaptive-clipping.ts'
import { clipToNorm, euclideanNorm } from './clipping.ts'
import { roundConditionally } from './conditional-rounding.ts'
import { dealToBlocks, gatherFromBlocks, rotateBlocks, unrotateBlocks } from './hadamard-rotation.ts'
import { type IntegerNoise, openDiscreteGaussian, openSkellam } from './noise/index.ts'
import { type DistributedNoisePlan, gridDeviationOf } from './noise-plan.ts'

export type NoisedOutcome =
  | {
      readonly kind: 'encoded'
      /** `plan.wireDimension` integers from -2^(b-1) to 2^(b-1) - 1: what is masked. */
      readonly integers: Int32Array
      /** Norm before clipping. */
      readonly norm: number
      /** What clipping multiplied the values by. */
      readonly factor: number
    }
  | { readonly kind: 'refused'; readonly reason: 'not-finite'; readonly coordinate: number }

/** The noise of one member of the plan, for every coordinate. */
export function openMemberNoise(plan: DistributedNoisePlan, random: RandomSource): IntegerNoise {
  const deviation = gridDeviationOf(plan)
  return plan.kind === 'skellam'
    ? openSkellam(deviation * deviation, random)
    : openDiscreteGaussian(deviation, random)
}

/**
 * One member's contribution. The rotation's seed is 32 public bytes, fresh for the round and the same for all members; the
 * randomness is the member's secret. Refuses values that are not finite.
 *
 * `clipNorm` is that of the round, where it is not the plan's: values are clipped to it and then brought to the scale of the plan's, on
 * which grid and noise were chosen, so that privacy never depends on who announced it, or why. A plan with a bit tells whether
 * the norm was within it.
 *
 * @throws RangeError when there are not `plan.dimension` values.
 */
export function encodeNoised(
  values: Float32Array,
  plan: DistributedNoisePlan,
  rotationSeed: Uint8Array,
  random: RandomSource,
  clipNorm: number = plan.clip,
): NoisedOutcome {
  const rounded = roundToGrid(values, plan, rotationSeed, random, clipNorm)
  if (rounded.kind === 'refused') return rounded
  const integers =
    plan.bitSteps > 0
      ? withBit(rounded.integers, centredClipBit(rounded.norm, clipNorm), plan)
      : rounded.integers
  openMemberNoise(plan, random).addTo(integers)
  return { ...rounded, integers: signExtend(residuesIn(integers), plan.bits) }
}

/** Where values are rounded to. */
type RotatedGrid = Pick<DistributedNoisePlan, 'dimension' | 'clip' | 'gamma' | 'beta' | 'blocks'>

/**
 * The first half of a contribution, to which noise may be added: clipped, rotated and rounded to the grid, not yet in the ring. Clipped to
 * `clipNorm` where that is given, and brought to the scale of the grid's.
 *
 * @throws RangeError when there are not `grid.dimension` values.
 */
export function roundToGrid(
  values: Float32Array,
  grid: RotatedGrid,
  rotationSeed: Uint8Array,
  random: RandomSource,
  clipNorm: number = grid.clip,
): NoisedOutcome {
  if (values.length !== grid.dimension)
    throw new RangeError(`the plan is for ${grid.dimension} values, not ${values.length}`)
  const clipping = clipToNorm(values, clipNorm)
  if (clipping.kind === 'refused') return clipping
  const { norm, factor } = clipping
  const rotated = dealToBlocks(clipping.values, grid.blocks)
  if (clipNorm !== grid.clip) multiply(rotated, grid.clip / clipNorm)
  rotateBlocks(rotated, rotationSeed, grid.blocks)
  const { integers } = roundConditionally(rotated, grid, random)
  return { kind: 'encoded', integers, norm, factor }
}

/**
 * One member's contribution where what is hidden is a record, not the member: `values` are a sum over its records that is
 * not clipped as a whole. They are multiples of a grid on which one record changes them by `plan.clip` at most in L2 norm
 * (`gradientSumGrid`); rotated in 64 bits and rounded to the nearest step of γ, which with `beta` of 0 the plan's norm
 * allows for. No coin decides anything but the noise. Refuses values that are not finite.
 *
 * @throws RangeError when there are not `plan.dimension` values, or for a plan with conditional rounding.
 */
export function encodeNoisedSum(
  values: Float32Array,
  plan: DistributedNoisePlan,
  rotationSeed: Uint8Array,
  random: RandomSource,
): NoisedOutcome {
  if (values.length !== plan.dimension)
    throw new RangeError(`the plan is for ${plan.dimension} values, not ${values.length}`)
  if (plan.beta !== 0) throw new RangeError('a sum over records is not rounded conditionally: beta is 0')
  const coordinate = firstNotFinite(values)
  if (coordinate >= 0) return { kind: 'refused', reason: 'not-finite', coordinate }
  const rotated = Float64Array.from(dealToBlocks(values, plan.blocks))
  rotateBlocks(rotated, rotationSeed, plan.blocks)
  const integers = nearestSteps(rotated, plan.gamma)
  openMemberNoise(plan, random).addTo(integers)
  return {
    kind: 'encoded',
    integers: signExtend(residuesIn(integers), plan.bits),
    norm: euclideanNorm(values),
    factor: 1,
  }
}

/** Half of what an Int32Array holds: room for the noise. */
const mostSteps = 2 ** 30

/** Saturated far beyond any ring, which moves no two sums apart. */
function nearestSteps(values: Float64Array, gamma: number): Int32Array {
  const steps = new Int32Array(values.length)
  for (let i = 0; i < values.length; i++)
    steps[i] = Math.max(-mostSteps, Math.min(mostSteps, Math.round(values[i]! / gamma)))
  return steps
}

function multiply(values: Float32Array, factor: number): void {
  for (let i = 0; i < values.length; i++) values[i] = values[i]! * factor
}

function withBit(
  rounded: Int32Array,
  bit: number,
  { wireDimension, bitSteps }: DistributedNoisePlan,
): Int32Array {
  const integers = new Int32Array(wireDimension)
  integers.set(rounded)
  integers[rounded.length] = 2 * bit * bitSteps
  return integers
}

/** The sum of the members' centred bits as a sum of theirs tells it, with its noise; for a plan with a bit. */
export function bitSumOf(
  integers: Int32Array | Float64Array,
  { paddedDimension, bitSteps }: Pick<DistributedNoisePlan, 'paddedDimension' | 'bitSteps'>,
): number {
  return integers[paddedDimension]! / (2 * bitSteps)
}

/**
 * The sum of what `contributors` members encoded, with its noise, in the units of their values at the plan's clip norm.
 * `integers` are residues modulo 2^b, signed or not; they are left as they are.
 *
 * @throws RangeError when more were summed than the plan's bits hold, or fewer than its noise needs.
 */
export function decodeNoisedSum(
  integers: Int32Array,
  plan: DistributedNoisePlan,
  rotationSeed: Uint8Array,
  contributors: number,
): Float32Array {
  if (!(contributors >= plan.leastContributors && contributors <= plan.contributors))
    throw new RangeError(
      `the plan is for ${plan.leastContributors} to ${plan.contributors} contributors, not ${contributors}`,
    )
  return decodeSignedSum(signExtend(residuesIn(integers.slice()), plan.bits), plan, rotationSeed)
}

/**
 * The same of integers that are signed already and may exceed the ring: sums of several groups' sums, each of which was within
 * it. A bit beside them is left out. Whoever adds them sees to it that each group had the contributors its noise needs.
 */
export function decodeSignedSum(
  integers: Int32Array | Float64Array,
  plan: Pick<DistributedNoisePlan, 'gamma' | 'blocks' | 'dimension'>,
  rotationSeed: Uint8Array,
): Float32Array {
  const values = new Float32Array(plan.blocks.size * plan.blocks.count)
  for (let i = 0; i < values.length; i++) values[i] = integers[i]! * plan.gamma
  unrotateBlocks(values, rotationSeed, plan.blocks)
  return gatherFromBlocks(values, plan.blocks, plan.dimension)
}
