/**
 * The distributed discrete mechanism: every member clips, rotates, rounds to a grid, adds its share of the noise on the
 * integers and wraps modulo 2^b, so that secure aggregation shows nothing but a sum with all the noise in it (Kairouz, Liu,
 * Steinke 2021, arXiv:2102.06387, algorithms 1 and 2; with Skellam noise Agarwal, Kairouz, Liu 2021, arXiv:2110.04995).
 * Members draw their shares independently; each share alone protects against nobody.
 */
import type { RandomSource } from '../crypto/index.ts'
import { residuesIn, signExtend } from '../vector/index.ts'
import { centredClipBit } from './adaptive-clipping.ts'
import { clipToNorm } from './clipping.ts'
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
  if (values.length !== plan.dimension)
    throw new RangeError(`the plan is for ${plan.dimension} values, not ${values.length}`)
  const clipping = clipToNorm(values, clipNorm)
  if (clipping.kind === 'refused') return clipping
  const { norm, factor } = clipping
  const rotated = dealToBlocks(clipping.values, plan.blocks)
  if (clipNorm !== plan.clip) multiply(rotated, plan.clip / clipNorm)
  rotateBlocks(rotated, rotationSeed, plan.blocks)
  const { integers: rounded } = roundConditionally(rotated, plan, random)
  const integers = plan.bitSteps > 0 ? withBit(rounded, centredClipBit(norm, clipNorm), plan) : rounded
  openMemberNoise(plan, random).addTo(integers)
  return { kind: 'encoded', integers: signExtend(residuesIn(integers), plan.bits), norm, factor }
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
 * The sum of what `contributors` members encoded, with its noise, in the units of their values at the plan's clip norm. `integers` are residues
 * modulo 2^b, signed or not; they are left as they are.
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
