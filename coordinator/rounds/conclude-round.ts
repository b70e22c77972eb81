/**
 * From enough shares to a paid round: unmask the sum, take the mean, step the model, test it, and then, in one
 * transaction, record the round, pay it and put it on the public log. Killed before that transaction, the round is
 * concluded again from the recorded messages, with the same result.
 */
import {
  canonicalJson,
  checkSumNorm,
  joinWeights,
  parameterVector,
  secureServer,
  settleRound,
  sha256,
  toHex,
  utf8,
  weightedMean,
  weightLimbsOf,
  wipe,
} from '../../aggregation/index.ts'
import { modelHash, readModel, writeModel } from '../../learning/index.ts'
import { type BountyFacts, potHoldId, rewardTermsOf } from '../bounties/bounty-facts.ts'
import { summaryToText } from '../bounties/bounty-store.ts'
import { escrowAccount, feesAccount, payableAccount } from '../ledger/index.ts'
import type { Parts } from '../parts.ts'
import type { Transaction } from '../storage/index.ts'
import type { AttemptDesk } from './attempt-desk.ts'
import { indexOf } from './attempt-machine.ts'

export interface Concluded {
  readonly kind: 'concluded'
  readonly correct: number
  readonly total: number
  readonly paidUnits: bigint
}
export interface Failed {
  readonly kind: 'failed'
  readonly reason: string
  readonly culprits: readonly string[]
}

export async function concludeRound(
  parts: Parts,
  bounty: BountyFacts,
  desk: AttemptDesk,
  state: secureServer.Unmasked,
): Promise<Concluded | Failed> {
  const { ref } = desk
  const masked = await addInputs(parts, desk, state)
  const ending = await unmaskOffTheLoop(parts, state, masked)
  if (ending.kind === 'rejected')
    throw new Error(`a round with enough shares cannot be finished: ${ending.detail}`)
  const nameOf = (index: number) => nameAt(parts, state, index)
  if (ending.kind === 'aborted') {
    const culprits = ending.blame.map(({ culprit }) => nameOf(culprit))
    return { kind: 'failed', reason: ending.state.reason, culprits }
  }
  const where = { bountyId: ref.bountyId, round: ref.round, attempt: ref.attempt }
  parts.events.publish({ ...where, kind: 'sum-unmasked', members: state.survivors.members.length })

  const survivors = state.survivors.members.map(index => survivorAt(desk, state, index))
  const totalWeight = survivors.reduce((sum, { examples }) => sum + examples, 0)
  // The weights ride masked; a sum of theirs that is not what the survivors declared is nobody's to correct.
  if (totalWeightOf(ending.sum, state) !== totalWeight) {
    return { kind: 'failed', reason: 'weights-do-not-add-up', culprits: [] }
  }
  warnOfLongSum(parts, bounty, desk, state, ending.sum, totalWeight)
  const stepped = await stepModel(parts, bounty, ending.sum, state, totalWeight)
  const tested = await parts.evaluator.evaluate(stepped.spec, stepped.parameters, bounty.testSet)
  parts.events.publish({ ...where, kind: 'model-evaluated', correct: tested.correct, total: tested.examples })

  const settlement = settleRound(rewardTermsOf(bounty), {
    round: ref.round,
    survivors: survivors.map(({ organisation, examples }) => ({
      holder: organisation,
      examples: BigInt(examples),
    })),
  })
  const pays = settlement.pays.map(({ holder, weight, amountUnits }) => ({
    organisation: holder,
    weight,
    amountUnits,
  }))
  const paidUnits = pays.reduce((sum, pay) => sum + pay.amountUnits, 0n)
  const dropouts = desk.dropouts()
  const leaf = {
    kind: 'round',
    bountyId: ref.bountyId,
    termsHash: toHex(sha256(bounty.termsBytes)),
    round: ref.round,
    attempt: ref.attempt,
    sessionId: toHex(state.session.sessionId),
    survivors,
    dropouts: dropouts.map(({ organisation, stage }) => ({ organisation, stage })),
    sumHash: toHex(ending.result.sumHash),
    transcriptHash: toHex(ending.result.transcriptHash),
    modelHash: toHex(stepped.hash),
    potUnits: String(settlement.potUnits),
    feeUnits: String(settlement.feeUnits),
    pays: pays.map(pay => ({
      organisation: pay.organisation,
      weight: String(pay.weight),
      amountUnits: String(pay.amountUnits),
    })),
  }
  const summary = summaryToText({
    survivors: survivors.map(({ organisation }) => organisation),
    dropouts,
    correct: tested.correct,
    total: tested.examples,
    modelHash: stepped.hash,
    pays,
    feeUnits: settlement.feeUnits,
    transcriptHash: ending.result.transcriptHash,
  })
  const outcome = canonicalJson({
    sessionId: toHex(ending.result.sessionId),
    survivors: toHex(ending.result.survivors),
    sumHash: toHex(ending.result.sumHash),
    transcriptHash: toHex(ending.result.transcriptHash),
    signature: toHex(ending.result.signature),
  })
  await parts.storage.transaction(async tx => {
    const leafIndex = await parts.log.append(tx, utf8(canonicalJson(leaf)))
    await payRound(parts, tx, bounty, ref.round, {
      pays,
      feeUnits: settlement.feeUnits,
      reference: toHex(sha256(utf8(canonicalJson(leaf)))),
    })
    await tx
      .updateTable('attempt')
      .set({
        state: 'completed',
        summary,
        outcome,
        finished_at_ms: BigInt(parts.world.nowMs()),
        leaf_index: BigInt(leafIndex),
      })
      .where('bounty_id', '=', ref.bountyId)
      .where('round', '=', ref.round)
      .where('attempt', '=', ref.attempt)
      .execute()
    await tx
      .updateTable('bounty')
      .set(eb => ({
        model_blob: stepped.blob,
        model_hash: toHex(stepped.hash),
        paid_units: eb('paid_units', '+', paidUnits),
        fee_units: eb('fee_units', '+', settlement.feeUnits),
      }))
      .where('id', '=', ref.bountyId)
      .execute()
  })
  // Commit point.
  await parts.inputs.forget(ref)
  for (const pay of pays) {
    parts.events.publish({
      ...where,
      kind: 'pay-settled',
      organisation: pay.organisation,
      amountUnits: pay.amountUnits,
    })
  }
  parts.events.publish({ ...where, kind: 'round-settled', amountUnits: paidUnits })
  parts.events.publish({ ...where, kind: 'round-completed', members: survivors.length })
  return { kind: 'concluded', correct: tested.correct, total: tested.examples, paidUnits }
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

async function addInputs(
  parts: Parts,
  desk: AttemptDesk,
  state: secureServer.Unmasked,
): Promise<Uint32Array> {
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

function nameAt(parts: Parts, state: secureServer.RosteredState, index: number): string {
  const name = parts.members.organisationOf(toHex(state.session.members[index - 1]!.identityKey))
  if (name === undefined) throw new Error(`member ${index} of a roster is not enrolled`)
  return name
}

function survivorAt(desk: AttemptDesk, state: secureServer.Unmasked, index: number) {
  const member = desk.cohort.find(({ identityKey }) => indexOf(state, identityKey) === index)
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
  { ref }: AttemptDesk,
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
  const where = { bountyId: ref.bountyId, round: ref.round, attempt: ref.attempt }
  parts.journal.warn({ ...where, ...checked }, 'the sum is longer than clipped updates can make it')
  parts.events.publish({ ...where, kind: 'sum-over-limit', members: survivors.members.length })
}

/** The model after adding the weighted mean of the updates (FedAvg). */
async function stepModel(
  parts: Parts,
  bounty: BountyFacts,
  sum: Int32Array,
  state: secureServer.Unmasked,
  totalWeight: number,
) {
  const { parameters } = state.context
  const row = await parts.storage.db
    .selectFrom('bounty')
    .select('model_blob')
    .where('id', '=', bounty.bountyId)
    .executeTakeFirstOrThrow()
  const bytes = await parts.blobs.get(row.model_blob)
  if (bytes === undefined) throw new Error(`the model ${row.model_blob} is not in the store`)
  const before = readModel(bytes)
  const limbs = weightLimbsOf(parameters)
  const size = parameters.dimension - limbs.count
  const mean = weightedMean({
    integers: sum.subarray(0, size),
    step: parameters.range / parameters.bound,
    maximumWeight: parameters.maximumWeight,
    totalWeight,
  })
  const values = before.parameters.values.map((value, i) => value + mean[i]!)
  const after = parameterVector(values, before.parameters.layout)
  const hash = modelHash(before.spec, after)
  const blob = await parts.blobs.put(
    writeModel(before.spec, after, { bounty: bounty.bountyId, round: String(state.context.round) }),
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
