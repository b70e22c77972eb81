/**
 * From a trained update to the integers that may be masked: clip to the norm the terms allow, scale by the holder's
 * weight, round to fixed point, and append the weight's limbs. After this nothing is a real number any more, and
 * nothing but the masked form of it leaves.
 */
import {
  type AggregationParameters,
  type Coins,
  clipToNorm,
  encodeFixedPoint,
  type ParameterVector,
  placeOfCoordinate,
  sharedVector,
  splitWeight,
  weightLimbsOf,
} from '../aggregation/index.ts'

export interface ProtectionTerms {
  readonly parameters: AggregationParameters
  /** L2 norm to which the update is clipped. */
  readonly clipNorm: number
  /** The holder's declared examples, at most `parameters.maximumWeight`. */
  readonly examples: number
  /** Digits of what the holder counted, which ride between update and weight; absent where nothing is counted. */
  readonly tally?: Int32Array
}

export type Protection =
  | {
      readonly kind: 'protected'
      /** `parameters.dimension` integers: the update, the digits of what was counted, the weight's limbs. */
      readonly integers: Int32Array
      /** Norm before clipping. */
      readonly norm: number
      /** What clipping multiplied the update by; 1 when it was within the limit. */
      readonly clippingFactor: number
      /** Coordinates that were larger than the range and were saturated. */
      readonly saturatedCount: number
    }
  | {
      readonly kind: 'refused'
      readonly reason: 'not-finite'
      /** Which coordinate, by tensor. */
      readonly place: string
    }

/**
 * Protects one update. A value that is not a finite number refuses the whole update: it must never reach a sum.
 *
 * @throws RangeError when the update has not the parameters' dimension, or the weight is over their limit.
 */
export function protectUpdate(update: ParameterVector, terms: ProtectionTerms, random: Coins): Protection {
  const { parameters, clipNorm, examples, tally = noTally } = terms
  const weight = weightOf(parameters, examples)
  const limbs = weightLimbsOf(parameters)
  requireDimension(update, parameters.dimension - tally.length - limbs.count)
  const clipping = clipToNorm(update.values, clipNorm)
  if (clipping.kind === 'refused') return notFinite(update, clipping.coordinate)
  const scale = { bound: parameters.bound, range: parameters.range }
  const encoded = encodeFixedPoint(clipping.values, scale, random, weight / parameters.maximumWeight)
  if (encoded.kind === 'refused') return notFinite(update, encoded.coordinate)
  // In shared memory, so that worker threads can mask it where it lies.
  const integers = sharedVector(parameters.dimension)
  integers.set(encoded.integers)
  integers.set(tally, update.values.length)
  if (limbs.count > 0)
    integers.set(splitWeight(weight, limbs.bits, limbs.count), update.values.length + tally.length)
  const { norm, factor } = clipping
  return {
    kind: 'protected',
    integers,
    norm,
    clippingFactor: factor,
    saturatedCount: encoded.saturatedCount,
  }
}

const noTally = new Int32Array(0)

/** The integers of a round in which nothing is trained: counts are whole numbers already. Throws as `protectUpdate` does. */
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

function requireDimension(update: ParameterVector, dimension: number): void {
  if (update.values.length === dimension) return
  throw new RangeError(
    `the update has ${update.values.length} values; the parameters have room for ${dimension}`,
  )
}

function notFinite(update: ParameterVector, coordinate: number): Protection {
  return { kind: 'refused', reason: 'not-finite', place: placeOfCoordinate(update.layout, coordinate) }
}
