/** What the console asks of the coordinator, and how a bounty becomes the JSON that the page reads. */
import { toHex } from '../../aggregation/index.ts'
import { isNoisedByCoordinator } from '../../protos/central-noise-terms.ts'
import type { ParleyEvent } from '../../protos/events.ts'
import { claimText } from '../../protos/market-text.ts'
import { type BountyTerms, decodeTerms } from '../../protos/terms.ts'
import type { Bounty, MarketView, RoundSummary } from '../../protos/types.ts'
import type {
  ConsoleBounty,
  ConsoleEvent,
  ConsoleLive,
  ConsoleMoney,
  ConsoleRound,
  ConsoleState,
  ConsoleTerms,
} from './console-state.ts'

/** The one thing the console reads. It offers nothing that changes anything. */
export interface ConsoleView {
  snapshot(): Promise<ConsoleState>
  /** Events with a sequence above `afterSequence`, in order; ends when the signal aborts. */
  events(afterSequence: number, signal: AbortSignal): AsyncIterable<ParleyEvent>
  /** What a bounty's money follows from; undefined for one that does not exist, or is of before there was a log of events. */
  log(bountyId: string): Promise<ConsoleLog | undefined>
}

/** A bounty's terms as they were signed, and its leaves of the public log, oldest first. */
export interface ConsoleLog {
  readonly terms: Uint8Array
  readonly leaves: readonly { readonly index: number; readonly body: Uint8Array }[]
}

/** A bounty for the page. Throws if its terms do not decode: they were checked when the bounty was posted. */
export function consoleBounty(
  bounty: Bounty,
  live: ConsoleLive | null,
  money: MarketView | null = null,
): ConsoleBounty {
  const decoded = decodeTerms(bounty.terms)
  if (decoded.kind === 'faulty') throw new Error(`bounty ${bounty.bountyId} holds terms that do not decode`)
  return {
    bountyId: bounty.bountyId,
    buyer: bounty.buyer,
    buyerKey: toHex(bounty.buyerKey),
    terms: consoleTerms(decoded.terms),
    state: bounty.state,
    accepted: bounty.accepted,
    postedAtMs: bounty.postedAtMs,
    participants: bounty.participants.map(participant => ({
      organisation: participant.organisation,
      examples: participant.examples,
      datasetRoot: toHex(participant.datasetRoot),
      joinedAtMs: participant.joinedAtMs,
      left: participant.left,
      identityKey: toHex(participant.identityKey),
    })),
    declines: bounty.declines.map(({ organisation, reason, round, atMs }) => ({
      organisation,
      reason,
      round,
      atMs,
    })),
    rounds: bounty.rounds.map(consoleRound),
    modelBlob: toHex(bounty.modelBlob),
    escrowedUnits: bounty.escrowedUnits.toString(),
    paidUnits: bounty.paidUnits.toString(),
    feeUnits: bounty.feeUnits.toString(),
    refundedUnits: bounty.refundedUnits.toString(),
    reason: bounty.reason,
    live,
    money: money && consoleMoney(money),
  }
}

function consoleMoney({ epochs, disputes, holders }: MarketView): ConsoleMoney {
  const total = (units: readonly bigint[]) => String(units.reduce((all, one) => all + one, 0n))
  return {
    epochs: epochs.map(({ epoch, status, units, dueUnits, releaseAtMs }) => ({
      epoch,
      status,
      units: String(units),
      dueUnits: String(dueUnits),
      releaseAtMs,
    })),
    disputes: disputes.map(({ number, by, claim, status, isAppealed, outcome, deadlineMs }) => ({
      number,
      by,
      claim: claimText(claim),
      status,
      isAppealed,
      outcome,
      deadlineMs,
    })),
    holders: holders.map(({ holder, dueUnits, heldBackUnits, stakeUnits }) => ({
      holder,
      dueUnits: String(dueUnits),
      heldBackUnits: String(heldBackUnits),
      stakeUnits: String(stakeUnits),
    })),
    dueUnits: total(holders.map(({ dueUnits }) => dueUnits)),
    heldBackUnits: total(holders.map(({ heldBackUnits }) => heldBackUnits)),
  }
}

function privacyOf(terms: BountyTerms): Pick<ConsoleTerms, 'privacy'> {
  if (terms.privacy === undefined) return {}
  const { unit, epsilon, delta } = terms.privacy
  return { privacy: { unit, epsilon, delta, isOfCoordinator: isNoisedByCoordinator(terms) } }
}

function consoleTerms(terms: BountyTerms): ConsoleTerms {
  // Both stages of a draw have the time of the stage that follows it.
  const { advertise } = terms.aggregation.stageSeconds
  return {
    title: terms.title,
    purpose: terms.purpose,
    asset: terms.pay.asset,
    priceUnits: terms.pay.priceUnits,
    feeBasisPoints: terms.pay.feeBasisPoints,
    algorithm: String(terms.training.algorithm?.name ?? 'fedavg'),
    ...privacyOf(terms),
    rounds: terms.training.rounds,
    minimumRounds: terms.training.minimumRounds,
    stopAtTarget: terms.training.stopAtTarget,
    patienceRounds: terms.training.patience?.rounds ?? 0,
    metric: terms.acceptance.metric,
    target: terms.acceptance.target,
    testExamples: terms.acceptance.testSet.examples,
    cohort: {
      minimum: terms.cohort.minimum,
      maximum: terms.cohort.maximum,
      openSeconds: terms.cohort.openSeconds,
      groupSize: terms.cohort.groupSize ?? 0,
    },
    stageSeconds: { ...terms.aggregation.stageSeconds, commit: advertise, reveal: advertise },
  }
}

function consoleRound(round: RoundSummary): ConsoleRound {
  return {
    round: round.round,
    attempt: round.attempt,
    state: round.state,
    survivors: round.survivors,
    dropouts: round.dropouts.map(({ organisation, stage, reason }) => ({ organisation, stage, reason })),
    correct: round.correct,
    total: round.total,
    modelHash: toHex(round.modelHash),
    uploadBytes: round.uploadBytes,
    startedAtMs: round.startedAtMs,
    finishedAtMs: round.finishedAtMs,
    pays: round.pays.map(pay => ({
      organisation: pay.organisation,
      weight: pay.weight.toString(),
      amountUnits: pay.amountUnits.toString(),
    })),
    feeUnits: round.feeUnits.toString(),
    transcriptHash: toHex(round.transcriptHash),
    groups: round.groups.map(({ group, survivors, reason }) => ({ group, survivors, reason })),
    metrics: round.metrics.map(({ metric, value, low, high }) => ({ metric, value, low, high })),
    buyerEvaluation: round.buyerEvaluation?.state ?? null,
    ...(round.clipNorm === undefined ? {} : { clipNorm: round.clipNorm }),
    ...(round.holders === undefined ? {} : { holders: round.holders }),
  }
}

/** An event for the page: the amount as text, all else as it is. */
export function consoleEvent(event: ParleyEvent): ConsoleEvent {
  const { amountUnits, ...rest } = event
  return amountUnits === undefined ? rest : { ...rest, amountUnits: amountUnits.toString() }
}
