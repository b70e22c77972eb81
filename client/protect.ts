/**
 * From a trained update to the integers that may be masked: clip to the norm the terms allow, scale by the holder's
 * weight, round to fixed point, and append the weight's limbs. After this nothing is a real number any more, and
 * nothing but the masked form of it leaves.
 */
import {
  type AggregationParameters,
  type CentralNoisePlan,
  type Coins,
  clipToNorm,
  type DistributedNoisePlan,
  encodeFixedPoint,
  encodeNoised,
  encodeNoisedSum,
  encodeUnnoised,
  type NoisedOutcome,
  type ParameterVector,
  placeOfCoordinate,
  sharedVector,
  splitWeight,
  weightLimbsOf,
} from '../aggregation/index.ts'
import type { TravellingPart } from '../learning/index.ts'
import { centralPlanOf } from '../protos/central-noise.ts'
import { noisePlanOf } from '../protos/holder-noise.ts'

export interface ProtectionTerms {
  readonly parameters: AggregationParameters
  /** Bounds of each vector, in their order. */
  readonly parts: readonly Pick<TravellingPart, 'clipNorm' | 'range'>[]
  /** The holder's declared examples, at most `parameters.maximumWeight`. */
  readonly examples: number
  /** The public seed of the attempt's rotation; for parameters with noise. */
  readonly rotationSeed?: Uint8Array
  /** For parameters with noise: whether what is protected is a sum of gradients over records, clipped one by one. */
  readonly isRecordSum?: boolean
  /** That of the round, for parameters with noise whose clip norm follows the updates. */
  readonly clipNorm?: number
  /** Digits of what the holder counted, which ride between vectors and weight; absent where nothing is counted. */
  readonly tally?: Int32Array
}

export type Protection =
  | {
      readonly kind: 'protected'
      /** `parameters.dimension` integers: the vectors, the digits of what was counted, the weight's limbs. */
      readonly integers: Int32Array
      /** Norm of the update before clipping. */
      readonly norm: number
      /** What clipping multiplied the update by; 1 when it was within the limit. */
      readonly clippingFactor: number
      /** Coordinates that were larger than their range and were saturated. */
      readonly saturatedCount: number
    }
  | {
      readonly kind: 'refused'
      readonly reason: 'not-finite'
      /** Which coordinate, by tensor. */
      readonly place: string
    }

/**
 * Protects what a holder sends in a training round: the update, and whatever else its algorithm sends, each vector within
 * its own bounds, or under noise the update alone with the holder's share. A value that is not a finite number refuses
 * everything: it must never reach a sum.
 *
 * @throws RangeError when the vectors have not the parameters' dimension, or the weight is over their limit.
 */
export function protectVectors(
  vectors: readonly ParameterVector[],
  terms: ProtectionTerms,
  random: Coins,
): Protection {
  const { parameters, parts, examples, tally = noTally } = terms
  const plan = noisePlanOf(parameters) ?? centralPlanOf(parameters)
  if (plan !== undefined) return protectNoised(vectors, plan, terms, random)
  const weight = weightOf(parameters, examples)
  const limbs = weightLimbsOf(parameters)
  const size = parameters.dimension - tally.length - limbs.count
  requireDimension(vectors, parts.length, size)
  // In shared memory, so that worker threads can mask it where it lies.
  const integers = sharedVector(parameters.dimension)
  const clipped: Clipped[] = []
  let end = 0
  for (const [i, vector] of vectors.entries()) {
    const alpha = weight / parameters.maximumWeight
    const written = writeVector(
      integers,
      end,
      vector,
      { ...parts[i]!, bound: parameters.bound, alpha },
      random,
    )
    if (written.kind === 'refused') return written
    clipped.push(written)
    end += vector.values.length
  }
  integers.set(tally, end)
  if (limbs.count > 0) integers.set(splitWeight(weight, limbs.bits, limbs.count), end + tally.length)
  return {
    kind: 'protected',
    integers,
    norm: clipped[0]!.norm,
    clippingFactor: clipped[0]!.clippingFactor,
    saturatedCount: clipped.reduce((sum, { saturatedCount }) => sum + saturatedCount, 0),
  }
}

/**
 * The noise is a secret of the holder, as its coins are: nobody who has them sees anything but the update. Where the coordinator
 * adds the noise, the integers have none.
 */
function protectNoised(
  vectors: readonly ParameterVector[],
  plan: DistributedNoisePlan | CentralNoisePlan,
  terms: ProtectionTerms,
  random: Coins,
): Protection {
  const { rotationSeed, tally = noTally } = terms
  const [update, ...others] = vectors
  if (update === undefined || others.length > 0 || tally.length > 0)
    throw new RangeError('under noise an update is sent and nothing beside it')
  if (rotationSeed === undefined)
    throw new RangeError('an update is rotated before it is noised: give the seed')
  const encoded = encode(update.values, plan, { ...terms, rotationSeed }, random)
  if (encoded.kind === 'refused') return notFinite(update, encoded.coordinate)
  const integers = sharedVector(encoded.integers.length)
  integers.set(encoded.integers)
  return {
    kind: 'protected',
    integers,
    norm: encoded.norm,
    clippingFactor: encoded.factor,
    saturatedCount: 0,
  }
}

/** By who adds noise, and whether a holder or a record is hidden by it. */
function encode(
  values: Float32Array,
  plan: DistributedNoisePlan | CentralNoisePlan,
  { rotationSeed, isRecordSum = false, clipNorm }: ProtectionTerms & { readonly rotationSeed: Uint8Array },
  random: Coins,
): NoisedOutcome {
  if (plan.kind === 'central') return encodeUnnoised(values, plan, rotationSeed, random)
  if ((clipNorm !== undefined) !== plan.bitSteps > 0)
    throw new RangeError('a norm is given for the round exactly where the update tells whether it was within')
  if (isRecordSum) return encodeNoisedSum(values, plan, rotationSeed, random)
  return encodeNoised(values, plan, rotationSeed, random, clipNorm)
}

type Clipped = Pick<
  Extract<Protection, { readonly kind: 'protected' }>,
  'kind' | 'norm' | 'clippingFactor' | 'saturatedCount'
>

interface Scale {
  readonly clipNorm: number
  readonly range: number
  readonly bound: number
  /** The holder's weight over the most that one may have. */
  readonly alpha: number
}

/** Clips, weighs and rounds one vector into its place. */
function writeVector(
  integers: Int32Array,
  start: number,
  vector: ParameterVector,
  { clipNorm, range, bound, alpha }: Scale,
  random: Coins,
): Clipped | Extract<Protection, { readonly kind: 'refused' }> {
  const clipping = clipToNorm(vector.values, clipNorm)
  if (clipping.kind === 'refused') return notFinite(vector, clipping.coordinate)
  const encoded = encodeFixedPoint(clipping.values, { bound, range }, random, alpha)
  if (encoded.kind === 'refused') return notFinite(vector, encoded.coordinate)
  integers.set(encoded.integers, start)
  const { norm, factor } = clipping
  return { kind: 'protected', norm, clippingFactor: factor, saturatedCount: encoded.saturatedCount }
}

const noTally = new Int32Array(0)

/** The integers of a round in which nothing is trained: counts are whole numbers already. Throws as `protectVectors` does. */
export function protectCounts(tally: Int32Array, { dimension }: AggregationParameters): Int32Array {
  if (tally.length !== dimension)
    throw new RangeError(
      `there are ${tally.length} digits of counts; the parameters have room for ${dimension}`,
    )
  const integers = sharedVector(dimension)
  integers.set(tally)
  return integers
}

/** The weight w of a member; when every member counts once, w = w_max and alpha is 1. */
function weightOf(parameters: AggregationParameters, examples: number): number {
  const weight = parameters.weightMode === 'examples' ? examples : parameters.maximumWeight
  if (Number.isSafeInteger(weight) && weight >= 1 && weight <= parameters.maximumWeight) return weight
  throw new RangeError(`the weight is a whole number from 1 to ${parameters.maximumWeight}, not ${weight}`)
}

function requireDimension(vectors: readonly ParameterVector[], parts: number, size: number): void {
  const values = vectors.reduce((sum, vector) => sum + vector.values.length, 0)
  if (vectors.length === parts && values === size) return
  throw new RangeError(
    `there are ${vectors.length} vectors of ${values} values; the parameters have room for ${parts} of ${size}`,
  )
}

function notFinite(vector: ParameterVector, coordinate: number): Extract<Protection, { kind: 'refused' }> {
  return { kind: 'refused', reason: 'not-finite', place: placeOfCoordinate(vector.layout, coordinate) }
}
