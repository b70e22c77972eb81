/**
 * From the sums of a training round to the next model: means, or a robust rule over the means of groups, then the server's
 * half of the algorithm. Pure: anyone who has the sums can do it again, and a simulation does.
 */
import {
  combineGroups,
  type GroupMean,
  leastGroupsFor,
  type ServerState,
  type ServerStep,
} from '../../aggregation/index.ts'
import { parseAlgorithm, type RoundContent } from '../../learning/index.ts'
import { type Averaging, meanOf, noisedMean } from '../../protos/group-mean.ts'

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
export interface Stepping extends Averaging {
  readonly content: TrainingContent
  /** Examples declared by all who take part in the bounty, whether drawn or not. */
  readonly weightOfAll: number
}

export interface Stepped {
  readonly values: Float32Array
  readonly state: ServerState
  /** Groups that the rule gave no part, as places in `groupMeans`. */
  readonly leftOut: readonly number[]
  /** False where too few groups were summed for the robust rule: the model stays as it was. */
  readonly isStepped: boolean
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
