/**
 * The mean update of a group, or of all groups of a round, from sums of integers. Pure: whoever has the terms and a sum comes to the
 * same, the coordinator as it steps the model and an evaluator as it tests what a group is worth.
 */
import {
  type AggregationParameters,
  decodeSignedSum,
  type GroupMean,
  weightedMean,
} from '../aggregation/index.ts'
import { centralPlanOf } from './central-noise.ts'
import { noisePlanOf, rotationSeedOf } from './holder-noise.ts'
import { sharedRecordPrivacyOf } from './privacy-terms.ts'
import type { BountyTerms } from './terms.ts'
import { learningRateOf } from './training-terms.ts'

/** By what a sum becomes a mean. */
export interface Averaging {
  readonly terms: BountyTerms
  /** What the vectors of a training round are made of. */
  readonly content: { readonly parameterCount: number; readonly parts: readonly { readonly range: number }[] }
  readonly parameters: AggregationParameters
  readonly round: number
  readonly attempt: number
  /** To which the updates were clipped, where it follows them; else the terms fix it. */
  readonly clipNorm?: number | undefined
}

/** The mean update of a single group's sum, for a rule that compares groups. */
export function groupMeanOf(sum: Int32Array, weight: number, averaging: Averaging): GroupMean {
  const noised = noisedMean(sum, { memberCount: weight, totalWeight: weight }, averaging)
  return {
    values: noised ?? meanOf(sum.subarray(0, averaging.content.parameterCount), 0, weight, averaging),
    weight,
  }
}

/** What a member with so many examples weighs in the mean of its group. */
export function weightIn({ weightMode }: AggregationParameters, examples: number): number {
  return weightMode === 'examples' ? examples : 1
}

/** The mean of noised updates, of one group or of all; undefined where nothing is noised. */
export function noisedMean(
  integers: Int32Array | Float64Array,
  { memberCount, totalWeight }: { readonly memberCount: number; readonly totalWeight: number },
  { terms, parameters, round, attempt, clipNorm }: Averaging,
): Float32Array | undefined {
  const plan = noisePlanOf(parameters) ?? centralPlanOf(parameters)
  if (plan === undefined) return undefined
  const sum = decodeSignedSum(integers, plan, rotationSeedOf(terms, round, attempt))
  const records = sharedRecordPrivacyOf(terms)
  if (records !== undefined) {
    // One step down the mean gradient, over as many records as a batch has on average: how many this one has is not told.
    const rate = learningRateOf(terms.training, round) / (records.sampling * totalWeight)
    return sum.map(value => -rate * value)
  }
  // The members brought what they clipped to the round's norm to the scale of the plan's.
  const scale = (clipNorm ?? plan.clip) / plan.clip
  return sum.map(value => (value * scale) / memberCount)
}

/** The mean of one of the parts of updates that are not noised. */
export function meanOf(
  integers: Int32Array | Float64Array,
  part: number,
  totalWeight: number,
  { content, parameters }: Pick<Averaging, 'content' | 'parameters'>,
): Float32Array {
  return weightedMean({
    integers,
    step: content.parts[part]!.range / parameters.bound,
    maximumWeight: parameters.maximumWeight,
    totalWeight,
  })
}
