/** The sums of a round's groups, as the coordinator's conclusion makes them; one vector a group, whatever its size. */
import {
  type GroupMean,
  residuesIn,
  secureDraw,
  sha256,
  signExtend,
  utf8,
  weightLimbsOf,
} from '../../aggregation/index.ts'
import { planOf, type RoundSums, releaseSum } from '../../coordinator/index.ts'
import { groupMeanOf, weightIn } from '../../protos/group-mean.ts'
import type { RunCast } from './cast.ts'
import { leastSummed } from './conditions.ts'
import { noiseOf } from './local-round.ts'

/** The sums of the groups that have enough of their members left. */
export interface Summed extends RoundSums {
  /** Numbers of the groups that were summed, from 1, in the order of their means. */
  readonly groups: readonly number[]
  readonly members: readonly string[]
}

export interface GroupSums {
  /** Adds what a holder would mask; the integers are not kept. */
  add(organisation: string, integers: Int32Array): void
  close(): Summed
}

interface OpenGroup {
  readonly names: readonly string[]
  readonly sum: Int32Array
  readonly members: string[]
  examples: number
  weight: number
}

export function openGroupSums(
  cast: RunCast,
  round: number,
  drawn: readonly string[],
  clipNorm: number | undefined,
): GroupSums {
  const { parameters } = planOf(cast.terms, round)
  const size = parameters.dimension - weightLimbsOf(parameters).count
  const examplesOf = new Map(cast.holders.map(({ organisation, examples }) => [organisation, examples]))
  const groups = groupsOf(cast, round, drawn).map(
    (names): OpenGroup => ({ names, sum: new Int32Array(size), members: [], examples: 0, weight: 0 }),
  )
  const groupOf = new Map(groups.flatMap(group => group.names.map(name => [name, group] as const)))
  return {
    add: (organisation, integers) => {
      const group = groupOf.get(organisation)!
      addTo(group.sum, integers)
      group.members.push(organisation)
      group.examples += examplesOf.get(organisation)!
      group.weight += weightIn(parameters, examplesOf.get(organisation)!)
    },
    close: () => joinGroups(cast, round, groups, clipNorm),
  }
}

function addTo(sum: Int32Array | Float64Array, integers: Int32Array): void {
  for (let k = 0; k < sum.length; k++) sum[k]! += integers[k]!
}

function joinGroups(
  { run, terms }: RunCast,
  round: number,
  groups: readonly OpenGroup[],
  clipNorm: number | undefined,
): Summed {
  const { content, parameters } = trainingPlanOf(terms, round)
  const least = leastSummed(run.experiment, terms)
  const integers = new Float64Array(groups[0]?.sum.length ?? 0)
  const summed = groups.filter(({ members }) => members.length >= least)
  const groupMeans: GroupMean[] = []
  for (const { sum, weight } of summed) {
    // As unmasking leaves it: noise may have taken a sum out of the ring.
    signExtend(residuesIn(sum), parameters.bits)
    addTo(integers, sum)
    if (terms.aggregation.robust !== undefined)
      groupMeans.push(groupMeanOf(sum, weight, { terms, content, parameters, round, attempt: 1, clipNorm }))
  }
  // What nobody is in is no sum: the coordinator opens no round of it either.
  if (summed.length > 0) releaseSum(integers, parameters, () => noiseOf(run.seed, { round, attempt: 1 }))
  return {
    integers,
    totalWeight: summed.reduce((all, { examples }) => all + examples, 0),
    memberCount: summed.reduce((all, { members }) => all + members.length, 0),
    groupMeans,
    groups: summed.map(group => groups.indexOf(group) + 1),
    members: summed.flatMap(({ members }) => members),
  }
}

/** The plan of a round of a simulation, which is for training always. */
export function trainingPlanOf(terms: RunCast['terms'], round: number) {
  const { content, parameters } = planOf(terms, round)
  if (content.purpose !== 'training') throw new Error('a simulation has rounds of training alone')
  return { content, parameters }
}

/** Groups as a draw would cut them, from a seed that follows from the run's. */
function groupsOf(
  { terms, run }: RunCast,
  round: number,
  drawn: readonly string[],
): readonly (readonly string[])[] {
  const { groupSize } = terms.cohort
  if (groupSize === undefined) return [drawn]
  const seed = sha256(utf8(`groups of seed ${run.seed}, round ${round}`))
  const nothing = new Uint8Array(32)
  const { groups } = secureDraw.cutCohort(nothing, nothing, seed, drawn.map(utf8), groupSize)
  return groups.map(group => group.map(name => Buffer.from(name).toString()))
}
