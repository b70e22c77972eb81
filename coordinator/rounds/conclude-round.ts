/**
 * From decided groups to a paid round: unmask each group's sum, take the mean over all of them, step the model, test it,
 * and then, in one transaction, record the round, pay it and put it on the public log. Killed before that transaction,
 * the round is concluded again from the recorded messages, with the same result. A group that cannot be summed is left
 * out with its members, and what would have fallen to them is not earned: their updates cannot be summed again once
 * others have opened shares, and nobody gains by spoiling another group.
 */
import {
  type AggregateResult,
  checkSumNorm,
  encodeRoundLeaf,
  joinWeights,
  parameterVector,
  type RoundLeaf,
  roundTranscriptOf,
  secureServer,
  settleRound,
  sha256,
  toHex,
  weightedMean,
  weightLimbsOf,
  wipe,
} from '../../aggregation/index.ts'
import { modelHash, readModel, writeModel } from '../../learning/index.ts'
import { type BountyFacts, potHoldId, rewardTermsOf } from '../bounties/bounty-facts.ts'
import { summaryToText } from '../bounties/bounty-store.ts'
import { recordAwaited } from '../bounties/evaluation-store.ts'
import { escrowAccount, feesAccount, payableAccount } from '../ledger/index.ts'
import type { Parts } from '../parts.ts'
import type { Transaction } from '../storage/index.ts'
import { evaluateRound } from './evaluate-round.ts'
import type { GroupDesk } from './group-desk.ts'
import type { EndedGroup, OpenAttempt } from './open-attempt.ts'
import { type GroupFailure, outcomeToText } from './outcome.ts'

export type Conclusion =
  | { readonly kind: 'concluded' }
  /** Not one group could be summed. */
  | { readonly kind: 'failed'; readonly failures: readonly GroupFailure[] }

/** A group whose sum is in the round. */
interface SummedGroup {
  readonly group: number
  readonly result: AggregateResult
  readonly survivors: RoundLeaf['groups'][number]['survivors']
}

/** The groups' sums as they come; one vector, whatever the number of groups. */
interface RunningSum {
  /** Sums of integers, exact up to 2^53. */
  readonly integers: Float64Array
  totalWeight: number
}

export async function concludeRound(
  parts: Parts,
  bounty: BountyFacts,
  attempt: OpenAttempt,
  groups: readonly EndedGroup[],
): Promise<Conclusion> {
  const { parameters } = attempt.context
  const size = parameters.dimension - weightLimbsOf(parameters).count
  const running: RunningSum = { integers: new Float64Array(size), totalWeight: 0 }
  const summed: SummedGroup[] = []
  const failures: GroupFailure[] = []
  for (const group of groups) {
    const outcome = await sumGroup(parts, bounty, attempt, group, running)
    if ('result' in outcome) summed.push(outcome)
    else failures.push(outcome)
  }
  if (summed.length === 0) return { kind: 'failed', failures }
  await settle(parts, bounty, attempt, { running, summed, failures, groups })
  return { kind: 'concluded' }
}

/** Unmasks one group and adds its sum to the others', or says why not. */
async function sumGroup(
  parts: Parts,
  bounty: BountyFacts,
  attempt: OpenAttempt,
  { desk, state }: EndedGroup,
  running: RunningSum,
): Promise<SummedGroup | GroupFailure> {
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
  // The weights ride masked; a sum of theirs that is not what the survivors declared is nobody's to correct.
  if (totalWeightOf(ending.sum, state) !== totalWeight) return fail('weights-do-not-add-up', [])
  warnOfLongSum(parts, bounty, attempt, state, ending.sum, totalWeight)
  const { integers } = running
  for (let i = 0; i < integers.length; i++) integers[i]! += ending.sum[i]!
  running.totalWeight += totalWeight
  return { group, result: ending.result, survivors }
}

interface Round {
  readonly running: RunningSum
  readonly summed: readonly SummedGroup[]
  readonly failures: readonly GroupFailure[]
  readonly groups: readonly EndedGroup[]
}

/** Steps and tests the model, then records, pays and logs the round. */
async function settle(parts: Parts, bounty: BountyFacts, attempt: OpenAttempt, round: Round): Promise<void> {
  const { place } = attempt
  const { running, summed, failures, groups } = round
  announceFailures(parts, attempt, failures, groups)
  const members = summed.reduce((sum, { survivors }) => sum + survivors.length, 0)
  parts.events.publish({ ...place, kind: 'sum-unmasked', members })
  const stepped = await stepModel(parts, bounty, attempt, running)
  const evaluated = await evaluateRound(parts, bounty, place, stepped)
  const settled = settlementOf(bounty, place.round, round)
  const leaf = leafOf(bounty, attempt, round, settled, toHex(stepped.hash))
  const dropouts = attempt.dropouts()
  const summary = summaryToText({
    survivors: summed.flatMap(group => group.survivors.map(({ organisation }) => organisation)),
    dropouts,
    ...evaluated,
    modelHash: stepped.hash,
    pays: settled.pays,
    feeUnits: settled.feeUnits,
    transcriptHash: roundTranscriptOf(summed.map(({ result }) => result)),
    groups: groupsOf(summed, failures),
  })
  await recordRound(parts, bounty, attempt, {
    settled,
    leaf: encodeRoundLeaf(leaf),
    summary,
    outcome: outcomeToText(summed, failures),
    modelBlob: stepped.blob,
    modelHash: toHex(stepped.hash),
  })
  // Commit point.
  await parts.inputs.forget(place)
  announcePays(parts, attempt, settled, members)
}

interface Settled {
  readonly potUnits: bigint
  readonly pays: readonly {
    readonly organisation: string
    readonly weight: bigint
    readonly amountUnits: bigint
  }[]
  readonly feeUnits: bigint
  readonly paidUnits: bigint
}

function settlementOf(bounty: BountyFacts, round: number, { summed, failures, groups }: Round): Settled {
  const holders = (members: readonly { readonly organisation: string; readonly examples: number }[]) =>
    members.map(({ organisation, examples }) => ({ holder: organisation, examples: BigInt(examples) }))
  const settlement = settleRound(rewardTermsOf(bounty), {
    round,
    survivors: holders(summed.flatMap(group => group.survivors)),
    unsummed: holders(failedGroupsOf(failures, groups).flatMap(group => group.members)),
  })
  const pays = settlement.pays.map(({ holder, weight, amountUnits }) => ({
    organisation: holder,
    weight,
    amountUnits,
  }))
  const paidUnits = pays.reduce((sum, pay) => sum + pay.amountUnits, 0n)
  return { potUnits: settlement.potUnits, pays, feeUnits: settlement.feeUnits, paidUnits }
}

function leafOf(
  bounty: BountyFacts,
  attempt: OpenAttempt,
  { summed, failures, groups }: Round,
  { potUnits, feeUnits, pays }: Settled,
  modelHashHex: string,
): RoundLeaf {
  const { place } = attempt
  const partition = attempt.partition()
  return {
    kind: 'round',
    bountyId: place.bountyId,
    termsHash: toHex(sha256(bounty.termsBytes)),
    round: place.round,
    attempt: place.attempt,
    partition: toHex(partition?.hash ?? noPartition),
    partitionSeed: toHex(partition?.seed ?? noPartition),
    groups: summed.map(({ group, result, survivors }) => ({
      group,
      sessionId: toHex(result.sessionId),
      sumHash: toHex(result.sumHash),
      transcriptHash: toHex(result.transcriptHash),
      survivors,
    })),
    failedGroups: failedGroupsOf(failures, groups),
    dropouts: attempt.dropouts().map(({ organisation, stage }) => ({ organisation, stage })),
    modelHash: modelHashHex,
    potUnits: String(potUnits),
    feeUnits: String(feeUnits),
    pays: pays.map(pay => ({
      organisation: pay.organisation,
      weight: String(pay.weight),
      amountUnits: String(pay.amountUnits),
    })),
  }
}

interface RoundRecord {
  readonly settled: Settled
  readonly leaf: Uint8Array
  readonly summary: string
  readonly outcome: string
  readonly modelBlob: string
  readonly modelHash: string
}

/** Log, pay, attempt and bounty in one transaction. */
function recordRound(
  parts: Parts,
  bounty: BountyFacts,
  { place }: OpenAttempt,
  { settled, leaf, summary, outcome, modelBlob, modelHash: modelHashHex }: RoundRecord,
): Promise<void> {
  return parts.storage.transaction(async tx => {
    const leafIndex = await parts.log.append(tx, leaf)
    await payRound(parts, tx, bounty, place.round, { ...settled, reference: toHex(sha256(leaf)) })
    await tx
      .updateTable('attempt')
      .set({
        state: 'completed',
        summary,
        outcome,
        finished_at_ms: BigInt(parts.world.nowMs()),
        leaf_index: BigInt(leafIndex),
      })
      .where('bounty_id', '=', place.bountyId)
      .where('round', '=', place.round)
      .where('attempt', '=', place.attempt)
      .execute()
    const { evaluationSeconds } = bounty.terms.acceptance
    if (evaluationSeconds !== undefined) {
      const deadlineMs = parts.world.nowMs() + 1000 * evaluationSeconds
      await recordAwaited(tx, place, { modelBlob, modelHash: modelHashHex, deadlineMs })
    }
    await tx
      .updateTable('bounty')
      .set(eb => ({
        model_blob: modelBlob,
        model_hash: modelHashHex,
        paid_units: eb('paid_units', '+', settled.paidUnits),
        fee_units: eb('fee_units', '+', settled.feeUnits),
      }))
      .where('id', '=', place.bountyId)
      .execute()
  })
}

function announcePays(
  parts: Parts,
  { place }: OpenAttempt,
  { pays, paidUnits }: Settled,
  members: number,
): void {
  for (const { organisation, amountUnits } of pays)
    parts.events.publish({ ...place, kind: 'pay-settled', organisation, amountUnits })
  parts.events.publish({ ...place, kind: 'round-settled', amountUnits: paidUnits })
  parts.events.publish({ ...place, kind: 'round-completed', members })
}

const noPartition = new Uint8Array(32)

function groupsOf(summed: readonly SummedGroup[], failures: readonly GroupFailure[]) {
  const all = [
    ...summed.map(({ group, survivors }) => ({
      group,
      survivors: survivors.map(({ organisation }) => organisation),
      reason: '',
    })),
    ...failures.map(({ group, reason }) => ({ group, survivors: [], reason })),
  ]
  return all.sort((left, right) => left.group - right.group)
}

function announceFailures(
  parts: Parts,
  { place }: OpenAttempt,
  failures: readonly GroupFailure[],
  groups: readonly EndedGroup[],
): void {
  for (const { group, reason, culprits } of failures) {
    const members = groups[group - 1]!.desk.cohort.length
    const [organisation] = culprits
    const culprit = organisation === undefined ? {} : { organisation }
    parts.events.publish({ ...place, kind: 'group-failed', group, reason, members, ...culprit })
  }
}

/** The groups that were not summed, with everybody who was drawn into them. */
function failedGroupsOf(failures: readonly GroupFailure[], groups: readonly EndedGroup[]) {
  return failures.map(({ group, reason }) => ({
    group,
    reason,
    members: groups[group - 1]!.desk.cohort.map(({ organisation, examples }) => ({ organisation, examples })),
  }))
}

/** `finish` with the masks taken off by worker threads. */
async function unmaskOffTheLoop(
  parts: Parts,
  state: secureServer.Unmasked,
  residues: Uint32Array,
): Promise<secureServer.Ending> {
  const plan = secureServer.planUnmasking(state)
  if (plan.kind !== 'ready') return plan
  try {
    await parts.expansion.addMaskStreams(residues, plan.streams, state.context.parameters.bits)
  } finally {
    wipe(plan.streams.map(({ key }) => key))
  }
  return secureServer.publishSum(state, residues)
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

/** The sum of the members' weights, from their limbs; undefined when the limbs are no such sum. */
function totalWeightOf(sum: Int32Array, { context }: secureServer.Unmasked): number | undefined {
  const limbs = weightLimbsOf(context.parameters)
  const places = sum.subarray(context.parameters.dimension - limbs.count)
  return places.some(limb => limb < 0) ? undefined : joinWeights(places, limbs.bits)
}

/** Tells operator and watchers when somebody cannot have clipped. The round goes on: nobody can be named. */
function warnOfLongSum(
  parts: Parts,
  bounty: BountyFacts,
  { place }: OpenAttempt,
  { context, survivors }: secureServer.Unmasked,
  sum: Int32Array,
  totalWeight: number,
): void {
  const { dimension, range, bound, maximumWeight } = context.parameters
  const values = sum.subarray(0, dimension - weightLimbsOf(context.parameters).count)
  const { clipNorm } = bounty.terms.training
  const summands = { vectors: survivors.members.length, factors: totalWeight / maximumWeight }
  const checked = checkSumNorm(values, range / bound, summands, clipNorm)
  if (!checked.isOverLimit) return
  parts.journal.warn(
    { ...place, group: context.group, ...checked },
    'the sum is longer than clipped updates can make it',
  )
  parts.events.publish({ ...place, kind: 'sum-over-limit', members: survivors.members.length })
}

/** The model after adding the weighted mean of the updates of all groups (FedAvg). */
async function stepModel(
  parts: Parts,
  bounty: BountyFacts,
  { context }: OpenAttempt,
  { integers, totalWeight }: RunningSum,
) {
  const { parameters } = context
  const row = await parts.storage.db
    .selectFrom('bounty')
    .select('model_blob')
    .where('id', '=', bounty.bountyId)
    .executeTakeFirstOrThrow()
  const bytes = await parts.blobs.get(row.model_blob)
  if (bytes === undefined) throw new Error(`the model ${row.model_blob} is not in the store`)
  const before = readModel(bytes)
  const mean = weightedMean({
    integers,
    step: parameters.range / parameters.bound,
    maximumWeight: parameters.maximumWeight,
    totalWeight,
  })
  const values = before.parameters.values.map((value, i) => value + mean[i]!)
  const after = parameterVector(values, before.parameters.layout)
  const hash = modelHash(before.spec, after)
  const blob = await parts.blobs.put(
    writeModel(before.spec, after, { bounty: bounty.bountyId, round: String(context.round) }),
  )
  return { spec: before.spec, parameters: after, hash, blob }
}

interface RoundPay {
  readonly pays: readonly { readonly organisation: string; readonly amountUnits: bigint }[]
  readonly feeUnits: bigint
  readonly reference: string
}

async function payRound(parts: Parts, tx: Transaction, bounty: BountyFacts, round: number, due: RoundPay) {
  const { bountyId } = bounty
  const destinations = [
    ...due.pays.map(({ organisation, amountUnits }) => ({
      account: payableAccount(organisation),
      amountUnits,
    })),
    { account: feesAccount, amountUnits: due.feeUnits },
  ].filter(({ amountUnits }) => amountUnits > 0n)
  if (destinations.length === 0) return
  const outcome = await parts.ledger.postHold(tx, {
    idempotencyKey: `pay:${bountyId}:${round}`,
    kind: 'round-pay',
    holdId: potHoldId(bountyId, round),
    destinations,
    bountyId,
    round,
    reference: due.reference,
    memo: `round ${round} of ${bounty.terms.title}`,
  })
  if (outcome.kind === 'rejected') {
    throw new Error(
      `round ${round} cannot be paid from ${escrowAccount(bountyId)}: ${outcome.reason} ${outcome.culprit}`,
    )
  }
}
