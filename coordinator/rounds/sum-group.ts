/** From a decided group to its sum: the masked inputs are added in one pass, and the shares take the masks off. */
import {
  type AggregateResult,
  checkNoisedSumNorm,
  checkSumNorm,
  type GroupMean,
  joinTally,
  joinWeights,
  type RoundLeaf,
  secureServer,
  toHex,
  weightLimbsOf,
  wipe,
} from '../../aggregation/index.ts'
import { checkMetricCounts, type RoundContent, statisticsOfSum } from '../../learning/index.ts'
import { groupMeanOf, weightIn } from '../../protos/group-mean.ts'
import { encodeGroupSum } from '../../protos/group-sum.ts'
import { noisePlanOf } from '../../protos/holder-noise.ts'
import { sharedRecordPrivacyOf } from '../../protos/privacy-terms.ts'
import { isScored } from '../../protos/scoring-terms.ts'
import type { BountyFacts } from '../bounties/bounty-facts.ts'
import type { Parts } from '../parts.ts'
import type { GroupDesk } from './group-desk.ts'
import type { EndedGroup, OpenAttempt } from './open-attempt.ts'
import type { GroupFailure } from './outcome.ts'

/** A group whose sum is in the round. */
export interface SummedGroup {
  readonly group: number
  readonly result: AggregateResult
  readonly survivors: RoundLeaf['groups'][number]['survivors']
}

/** The same before it is certain what may be said of the sum. */
export interface OpenedGroup extends Omit<SummedGroup, 'result'> {
  /** The signed result; where the coordinator adds the noise, over the released sum of all groups. Asked once. */
  readonly resultOver: (released: Float64Array) => AggregateResult
}

/** The groups' sums as they come; one vector, whatever the number of groups. */
export interface RunningSum {
  /** Sums of integers, exact up to 2^53: the update's, then the digits of what was counted. */
  readonly integers: Float64Array
  /** Examples that the survivors declared. */
  totalWeight: number
  /** Survivors. */
  memberCount: number
  /** The mean update of each summed group, where the terms have a rule that compares them. */
  readonly groupMeans: GroupMean[]
}

/** What is needed to sum the groups of an attempt. */
export interface Summing {
  readonly parts: Parts
  readonly bounty: BountyFacts
  readonly attempt: OpenAttempt
  readonly content: RoundContent
}

/** Unmasks one group and adds its sum to the others', or says why not. */
export async function sumGroup(
  summing: Summing,
  { desk, state }: EndedGroup,
  running: RunningSum,
): Promise<OpenedGroup | GroupFailure> {
  const { parts, content } = summing
  const { group } = desk.ref
  const nameOf = (index: number) => nameAt(parts, state, index)
  const fail = (reason: string, culprits: readonly string[]): GroupFailure => ({ group, reason, culprits })
  if (state.phase === 'aborted') {
    return fail(
      state.reason,
      state.blame.map(({ culprit }) => nameOf(culprit)),
    )
  }
  const ending = await unmaskOffTheLoop(parts, state, await addInputs(parts, desk, state))
  if (ending.kind === 'rejected')
    throw new Error(`a group with enough shares cannot be finished: ${ending.detail}`)
  if (ending.kind === 'aborted') {
    return fail(
      ending.state.reason,
      ending.blame.map(({ culprit }) => nameOf(culprit)),
    )
  }
  const survivors = state.survivors.members.map(index => survivorAt(desk, state, index))
  const totalWeight = survivors.reduce((sum, { examples }) => sum + examples, 0)
  const fault = faultOfSum(content, ending.sum, totalWeight, state)
  if (fault !== undefined) return fail(fault, [])
  if (content.purpose === 'training' && !isNoisedHere(state))
    warnOfLongSum(summing, content, state, ending.sum, totalWeight)
  if (isScored(summing.bounty.terms, summing.attempt.place.round))
    await parts.blobs.put(encodeGroupSum(ending.sum), { bountyId: summing.bounty.bountyId })
  const { integers } = running
  for (let i = 0; i < integers.length; i++) integers[i]! += ending.sum[i]!
  running.totalWeight += totalWeight
  running.memberCount += survivors.length
  if (content.purpose === 'training' && summing.bounty.terms.aggregation.robust !== undefined) {
    const { bounty, attempt } = summing
    const { parameters } = state.context
    const weight = survivors.reduce((sum, { examples }) => sum + weightIn(parameters, examples), 0)
    const averaging = {
      ...attempt.place,
      terms: bounty.terms,
      content,
      parameters,
      clipNorm: attempt.clipNorm,
    }
    running.groupMeans.push(groupMeanOf(ending.sum, weight, averaging))
  }
  return { group, resultOver: ending.resultOver, survivors }
}

/**
 * What was counted rides masked; a sum of it that no survivors can have, or not these, is nobody's to correct. Metrics
 * that come beside updates are not held to that here: no holder may spoil the others' training by counting wrongly.
 */
function faultOfSum(
  content: RoundContent,
  sum: Int32Array,
  totalWeight: number,
  state: secureServer.Unmasked,
): string | undefined {
  switch (content.purpose) {
    case 'training':
      return holdsWeight(sum, state, totalWeight) ? undefined : 'weights-do-not-add-up'
    case 'statistics': {
      const { schema, layout } = content
      const isSound =
        joinTally(sum, layout)?.[0] === BigInt(totalWeight) &&
        statisticsOfSum(sum, schema, layout).kind === 'statistics'
      return isSound ? undefined : 'counts-do-not-add-up'
    }
    case 'evaluation': {
      const { form, layout } = content.metrics
      const counts = joinTally(sum, layout)
      const isSound = counts !== undefined && checkMetricCounts(form, counts) === undefined
      return isSound ? undefined : 'counts-do-not-add-up'
    }
  }
}

/** Whether the coordinator adds the noise, so that nothing may be told of a sum as it is unmasked. */
function isNoisedHere({ context }: secureServer.Unmasked): boolean {
  return context.parameters.privacy.mechanism === 'central'
}

type Unmasking =
  | (Pick<OpenedGroup, 'resultOver'> & { readonly kind: 'opened'; readonly sum: Int32Array })
  | Exclude<secureServer.UnmaskingPlan, { readonly kind: 'ready' }>

/** `finish` with the masks taken off by worker threads. */
async function unmaskOffTheLoop(
  parts: Parts,
  state: secureServer.Unmasked,
  residues: Uint32Array,
): Promise<Unmasking> {
  const plan = secureServer.planUnmasking(state)
  if (plan.kind !== 'ready') return plan
  try {
    await parts.expansion.addMaskStreams(residues, plan.streams, state.context.parameters.bits)
  } finally {
    wipe(plan.streams.map(({ key }) => key))
  }
  if (isNoisedHere(state)) {
    const sum = secureServer.openSum(state, residues)
    return { kind: 'opened', sum, resultOver: released => secureServer.signReleased(state, released) }
  }
  const { sum, result } = secureServer.publishSum(state, residues)
  return { kind: 'opened', sum, resultOver: () => result }
}

async function addInputs(parts: Parts, desk: GroupDesk, state: secureServer.Unmasked): Promise<Uint32Array> {
  const { dimension, bits } = state.context.parameters
  const sum = secureServer.openMaskedSum(dimension, bits)
  for (const index of state.survivors.members) {
    const header = state.headers.get(index)!
    const adder = secureServer.openInputAdder(sum)
    const check = secureServer.openInputCheck(header, index)
    for await (const chunk of parts.inputs.read(desk.ref, nameAt(parts, state, index), header.inputHash)) {
      check.take(chunk)
      adder.take(chunk)
    }
    adder.finish()
    const damage = check.finish()
    if (damage !== undefined) throw new Error(`a stored masked input is damaged: ${damage.detail}`)
  }
  return secureServer.maskedResidues(sum)
}

function nameAt(parts: Parts, { session }: EndedGroup['state'], index: number): string {
  const member = session?.members[index - 1]
  const name = member === undefined ? undefined : parts.members.organisationOf(toHex(member.identityKey))
  if (name === undefined) throw new Error(`member ${index} of a roster is not enrolled`)
  return name
}

function survivorAt(desk: GroupDesk, state: secureServer.Unmasked, index: number) {
  const { identityKey } = secureServer.memberAt(state.session, index)
  const member = desk.memberBy(identityKey)
  if (member === undefined) throw new Error(`survivor ${index} did not join the bounty`)
  return {
    organisation: member.organisation,
    examples: member.examples,
    inputHash: toHex(state.headers.get(index)!.inputHash),
  }
}

/** Whether the limbs are the sum of the members' weights; where each counts once there are none. */
function holdsWeight(sum: Int32Array, { context }: secureServer.Unmasked, totalWeight: number): boolean {
  const limbs = weightLimbsOf(context.parameters)
  if (limbs.count === 0) return true
  const places = sum.subarray(context.parameters.dimension - limbs.count)
  return places.every(limb => limb >= 0) && joinWeights(places, limbs.bits) === totalWeight
}

/** Vectors of the clipping norm that a noised sum is of: updates, or gradients of records, hardly ever more than so many. */
function summandsOf(terms: BountyFacts['terms'], members: number, totalWeight: number): number {
  const records = sharedRecordPrivacyOf(terms)
  if (records === undefined) return members
  const expected = records.sampling * totalWeight
  return expected + 8 * Math.sqrt(expected) + 8
}

/** Tells operator and watchers when somebody cannot have clipped. The round goes on: nobody can be named. */
function warnOfLongSum(
  { parts, bounty, attempt: { place } }: Summing,
  { parameterCount: size, parts: travelling }: Extract<RoundContent, { readonly purpose: 'training' }>,
  { context, survivors }: secureServer.Unmasked,
  sum: Int32Array,
  totalWeight: number,
): void {
  const { bound, maximumWeight } = context.parameters
  const members = survivors.members.length
  const summands = { vectors: members, factors: totalWeight / maximumWeight }
  const plan = noisePlanOf(context.parameters)
  const long = travelling.flatMap(({ name, range, clipNorm }, i) => {
    const part = sum.subarray(i * size, (i + 1) * size)
    const checked =
      plan === undefined
        ? checkSumNorm(part, range / bound, summands, clipNorm)
        : checkNoisedSumNorm(sum, plan, members, summandsOf(bounty.terms, members, totalWeight))
    return checked.isOverLimit ? [{ part: name, ...checked }] : []
  })
  if (long.length === 0) return
  parts.journal.warn(
    { ...place, group: context.group, long },
    'the sum is longer than clipped vectors can make it',
  )
  parts.events.publish({ ...place, kind: 'sum-over-limit', members: survivors.members.length })
}
