/**
 * From the sums of a training round to the next model: means, or a robust rule over the means of groups, then the server's
 * half of the algorithm. Pure: anyone who has the sums can do it again, and a simulation does.
 */
import {
  type AggregationParameters,
  combineGroups,
  decodeSignedSum,
  type GroupMean,
  leastGroupsFor,
  type ServerState,
  type ServerStep,
  weightedMean,
} from '../../aggregation/index.ts'
import { parseAlgorithm, type RoundContent } from '../../learning/index.ts'
import { centralPlanOf } from '../../protos/central-noise.ts'
import { noisePlanOf, rotationSeedOf } from '../../protos/holder-noise.ts'
import { sharedRecordPrivacyOf } from '../../protos/privacy-terms.ts'
import type { BountyTerms } from '../../protos/terms.ts'
import { learningRateOf } from '../../protos/training-terms.ts'

/** What the groups of a round came to. */
export interface RoundSums {
  /** Of all groups: the parts one after another, then digits of what was counted. */
  readonly integers: Float64Array
  /** Examples that the survivors declared. */
  readonly totalWeight: number
  /** Survivors. */
  readonly memberCount: number
  /** The mean update of each group, where a robust rule compares them; else none. */
  readonly groupMeans: readonly GroupMean[]
}

type TrainingContent = Extract<RoundContent, { readonly purpose: 'training' }>

/** By what the sums become a step. */
export interface Stepping {
  readonly terms: BountyTerms
  readonly content: TrainingContent
  readonly parameters: AggregationParameters
  readonly round: number
  readonly attempt: number
  /** To which the updates were clipped, where it follows them; else the terms fix it. */
  readonly clipNorm?: number | undefined
  /** Examples declared by all who take part in the bounty, whether drawn or not. */
  readonly weightOfAll: number
}

export type Averaging = Omit<Stepping, 'weightOfAll'>

export interface Stepped {
  readonly values: Float32Array
  readonly state: ServerState
  /** Groups that the rule gave no part, as places in `groupMeans`. */
  readonly leftOut: readonly number[]
  /** False where too few groups were summed for the robust rule: the model stays as it was. */
  readonly isStepped: boolean
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

export function stepModel(
  stepping: Stepping,
  sums: RoundSums,
  before: { readonly values: Float32Array; readonly state: ServerState },
): Stepped {
  const { terms, round, weightOfAll } = stepping
  const { robust } = terms.aggregation
  if (robust !== undefined && sums.groupMeans.length < leastGroupsFor(robust))
    return { ...before, leftOut: [], isStepped: false }
  const combined = robust === undefined ? undefined : combineGroups(robust, sums.groupMeans)
  const means = combined === undefined ? partMeans(stepping, sums) : [combined.values]
  const { name, server } = parseAlgorithm(terms.training.algorithm)
  const share = Math.min(1, sums.totalWeight / Math.max(weightOfAll, sums.totalWeight))
  const stepped = server.step({ ...before, round, share }, means)
  requireSound(`the step of ${name} in round ${round}`, stepped, before.values.length)
  return { ...stepped, leftOut: combined?.leftOut ?? [], isStepped: true }
}

/** An algorithm of an experiment's own may get its arithmetic wrong; what it left would be blamed on something else. */
function requireSound(what: string, { values, state }: ServerStep, length: number): void {
  for (const [name, vector] of [['the model', values] as const, ...Object.entries(state)]) {
    if (vector.length !== length)
      throw new RangeError(`${what} leaves ${name} with ${vector.length} values, not ${length}`)
    const at = vector.findIndex(value => !Number.isFinite(value))
    if (at >= 0) throw new RangeError(`${what} leaves ${name} with ${vector[at]} at coordinate ${at}`)
  }
}

function partMeans(
  stepping: Stepping,
  { integers, totalWeight, memberCount }: RoundSums,
): readonly Float32Array[] {
  const { content, parameters } = stepping
  const { parameterCount: size } = content
  const noised = noisedMean(integers, { memberCount, totalWeight }, stepping)
  if (noised !== undefined) return [noised]
  return content.parts.map((_, i) =>
    meanOf(integers.subarray(i * size, (i + 1) * size), i, totalWeight, { content, parameters }),
  )
}

/** The mean of noised updates, of one group or of all; undefined where nothing is noised. */
function noisedMean(
  integers: Int32Array | Float64Array,
  { memberCount, totalWeight }: Pick<RoundSums, 'memberCount' | 'totalWeight'>,
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

function meanOf(
  integers: Int32Array | Float64Array,
  part: number,
  totalWeight: number,
  { content, parameters }: Pick<Stepping, 'content' | 'parameters'>,
): Float32Array {
  return weightedMean({
    integers,
    step: content.parts[part]!.range / parameters.bound,
    maximumWeight: parameters.maximumWeight,
    totalWeight,
  })
}
