/**
 * From decided groups to a paid round: unmask each group's sum, take the mean over all of them, step the model, test it,
 * and then, in one transaction, record the round, pay it and put it on the public log. Killed before that transaction,
 * the round is concluded again from the recorded messages, with the same sum; where the coordinator noises it, with other noise,
 * of which nobody can have seen the first: what follows from a sum is told after the transaction. A group that cannot be summed is left
 * out with its members, and what would have fallen to them is not earned: their updates cannot be summed again once
 * others have opened shares, and nobody gains by spoiling another group.
 */
import {
  type RoundLeaf,
  roundTranscriptOf,
  settleRound,
  sha256,
  toHex,
  weightLimbsOf,
} from '../../aggregation/index.ts'
import type { RoundContent } from '../../learning/index.ts'
import { rewardTermsOf } from '../../protos/pay-terms.ts'
import { isScored } from '../../protos/scoring-terms.ts'
import { purposeOf, type RoundPurpose } from '../../protos/terms.ts'
import type { BountyFacts } from '../bounties/bounty-facts.ts'
import { summaryToText } from '../bounties/bounty-store.ts'
import { recordAwaited } from '../bounties/evaluation-store.ts'
import { planOf } from '../bounties/round-plan.ts'
import { recordScoredRound } from '../bounties/scoring-store.ts'
import type { Parts } from '../parts.ts'
import { announceEvaluation, evaluateRound, notEvaluated } from './evaluate-round.ts'
import { holdersEvaluation } from './holders-evaluation.ts'
import { currentModel, type NextModel, nextModel } from './next-model.ts'
import type { EndedGroup, OpenAttempt } from './open-attempt.ts'
import { type GroupFailure, outcomeToText } from './outcome.ts'
import { releaseSum, warnOfLongRelease } from './release-sum.ts'
import { type OpenedGroup, type RunningSum, type SummedGroup, sumGroup } from './sum-group.ts'

export type Conclusion =
  | { readonly kind: 'concluded' }
  /** Not one group could be summed. */
  | { readonly kind: 'failed'; readonly failures: readonly GroupFailure[] }

export async function concludeRound(
  parts: Parts,
  bounty: BountyFacts,
  attempt: OpenAttempt,
  groups: readonly EndedGroup[],
): Promise<Conclusion> {
  const { content, parameters } = planOf(bounty.terms, attempt.place.round)
  const size = parameters.dimension - weightLimbsOf(parameters).count
  const running: RunningSum = {
    integers: new Float64Array(size),
    totalWeight: 0,
    memberCount: 0,
    groupMeans: [],
  }
  const opened: OpenedGroup[] = []
  const failures: GroupFailure[] = []
  for (const group of groups) {
    const outcome = await sumGroup({ parts, bounty, attempt, content }, group, running)
    if ('resultOver' in outcome) opened.push(outcome)
    else failures.push(outcome)
  }
  if (opened.length === 0) return { kind: 'failed', failures }
  const { place } = attempt
  releaseSum(running.integers, parameters, () => parts.noiseFor(place))
  const summed = opened.map(({ resultOver, ...group }) => ({
    ...group,
    result: resultOver(running.integers),
  }))
  await settle(parts, bounty, attempt, { content, running, summed, failures, groups })
  return { kind: 'concluded' }
}

interface Round {
  readonly content: RoundContent
  readonly running: RunningSum
  readonly summed: readonly SummedGroup[]
  readonly failures: readonly GroupFailure[]
  readonly groups: readonly EndedGroup[]
}

/** Makes of the sum what the round is for, then records, pays and logs it. */
async function settle(parts: Parts, bounty: BountyFacts, attempt: OpenAttempt, round: Round): Promise<void> {
  const { place } = attempt
  const { content, running, summed, failures, groups } = round
  announceFailures(parts, attempt, failures, groups)
  const members = summed.reduce((sum, { survivors }) => sum + survivors.length, 0)
  parts.events.publish({ ...place, kind: 'sum-unmasked', members, purpose: content.purpose })
  const before = await currentModel(parts, bounty.bountyId)
  const step = { terms: bounty.terms, content, weightOfAll: attempt.weightOfAll }
  const model = await nextModel(parts, attempt, step, running, before)
  announceRule(parts, attempt, model, summed)
  const isStepped = content.purpose === 'training'
  const evaluated = isStepped ? await evaluateRound(parts, bounty, model) : notEvaluated
  const holders = await holdersEvaluation(parts, bounty, place, content, running)
  const settled = settlementOf(bounty, place.round, round)
  const leaf = leafOf(bounty, attempt, round, settled, toHex(model.hash))
  const dropouts = attempt.dropouts()
  const summary = summaryToText({
    survivors: summed.flatMap(group => group.survivors.map(({ organisation }) => organisation)),
    dropouts,
    ...evaluated,
    ...(holders === undefined ? {} : { holders }),
    modelHash: model.hash,
    pays: settled.pays,
    feeUnits: settled.feeUnits,
    transcriptHash: roundTranscriptOf(summed.map(({ result }) => result)),
    groups: groupsOf(summed, failures),
  })
  await recordRound(parts, bounty, attempt, {
    leaf,
    summary,
    outcome: outcomeToText(summed, failures),
    modelBlob: model.blob,
    modelHash: toHex(model.hash),
    stateBlob: model.stateBlob,
    clipNorm: model.clipNorm,
    tested: { modelBlob: before.blob, clipNorm: attempt.clipNorm },
  })
  // Commit point.
  await parts.inputs.forget(place)
  announceEvaluation(parts, bounty, place, evaluated)
  warnOfLongRelease(parts, place, running, attempt.context.parameters)
  announcePays(parts, attempt, settled, { members, purpose: content.purpose })
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
  readonly leaf: RoundLeaf
  readonly summary: string
  readonly outcome: string
  readonly modelBlob: string
  readonly modelHash: string
  readonly stateBlob: string
  readonly clipNorm: number | undefined
  /** What the round started from. */
  readonly tested: { readonly modelBlob: string; readonly clipNorm: number | undefined }
}

/** Log, pay, attempt and bounty in one transaction. */
function recordRound(
  parts: Parts,
  bounty: BountyFacts,
  { place }: OpenAttempt,
  { leaf, summary, outcome, modelBlob, modelHash: modelHashHex, stateBlob, clipNorm, tested }: RoundRecord,
): Promise<void> {
  return parts.storage.transaction(async tx => {
    const { leafIndex } = await parts.market.record(tx, leaf)
    if (isScored(bounty.terms, place.round)) {
      const { bountyId, round } = place
      const sums = leaf.groups.map(({ sumHash }) => sumHash)
      await parts.market.record(tx, { kind: 'scoring-opened', bountyId, atMs: parts.world.nowMs(), round })
      await recordScoredRound(tx, place, { ...tested, sums })
    }
    await tx
      .updateTable('attempt')
      .set({
        state: 'completed',
        summary,
        outcome,
        model_blob: modelBlob,
        finished_at_ms: BigInt(parts.world.nowMs()),
        leaf_index: BigInt(leafIndex),
      })
      .where('bounty_id', '=', place.bountyId)
      .where('round', '=', place.round)
      .where('attempt', '=', place.attempt)
      .execute()
    const { evaluationSeconds } = bounty.terms.acceptance
    if (evaluationSeconds !== undefined && purposeOf(bounty.terms, place.round) === 'training') {
      const deadlineMs = parts.world.nowMs() + 1000 * evaluationSeconds
      await recordAwaited(tx, place, { modelBlob, modelHash: modelHashHex, deadlineMs })
    }
    await tx
      .updateTable('bounty')
      .set({
        model_blob: modelBlob,
        model_hash: modelHashHex,
        state_blob: stateBlob,
        ...(clipNorm === undefined ? {} : { clip_norm: clipNorm }),
      })
      .where('id', '=', place.bountyId)
      .execute()
  })
}

/** What a rule over the means of groups made of them. */
function announceRule(
  parts: Parts,
  { place }: OpenAttempt,
  { stepped }: NextModel,
  summed: readonly SummedGroup[],
): void {
  if (stepped === undefined) return
  if (!stepped.isStepped) parts.events.publish({ ...place, kind: 'step-skipped', groups: summed.length })
  for (const at of stepped.leftOut)
    parts.events.publish({ ...place, kind: 'group-left-out', group: summed[at]!.group })
}

function announcePays(
  parts: Parts,
  { place }: OpenAttempt,
  { potUnits, pays, paidUnits }: Settled,
  { members, purpose }: { readonly members: number; readonly purpose: RoundPurpose },
): void {
  // Rounds of counts alone have no pot, and nothing is said of pay.
  if (potUnits > 0n) {
    for (const { organisation, amountUnits } of pays)
      parts.events.publish({ ...place, kind: 'pay-settled', organisation, amountUnits })
    parts.events.publish({ ...place, kind: 'round-settled', amountUnits: paidUnits })
  }
  parts.events.publish({ ...place, kind: 'round-completed', members, purpose })
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
