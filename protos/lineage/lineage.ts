/**
 * Where a model comes from: what the leaves of its bounty say, gathered. Everything here follows from the terms and the leaves,
 * so that whoever has both comes to the same text.
 */
import {
  fromHex,
  type RoundLeaf,
  roundTranscriptOf,
  sha256,
  stageOf,
  toHex,
} from '../../aggregation/index.ts'
import {
  decodeMarketLeaf,
  type MarketLeaf,
  type MarketState,
  openMarketLog,
  settlementHash,
  takeLeaf,
} from '../market-log/index.ts'
import { purposeOf, type RoundPurpose } from '../terms.ts'
import { type SpentPrivacy, spentPrivacy } from './spent-privacy.ts'

/** A holder's records in a round: the root that it signed when it joined. */
export interface LineageSurvivor {
  readonly organisation: string
  readonly examples: number
  readonly datasetRoot: string
}

export interface LineageGroup {
  readonly group: number
  readonly sessionId: string
  readonly sumHash: string
  readonly transcriptHash: string
  readonly survivors: readonly LineageSurvivor[]
}

export interface LineageRound {
  readonly round: number
  readonly purpose: RoundPurpose
  readonly attempt: number
  /** Of its leaf in the public log, from 0. */
  readonly leafIndex: number
  readonly partition: string
  readonly partitionSeed: string
  readonly groups: readonly LineageGroup[]
  /** Groups that are not in the model. */
  readonly failedGroups: readonly { readonly group: number; readonly organisations: readonly string[] }[]
  /** One hash over the transcripts of all groups. */
  readonly transcriptHash: string
  /** SHA-256 of the model after the round. */
  readonly modelHash: string
}

export interface LoggedWeight {
  readonly holder: string
  readonly weight: string
}

export interface LineageEpoch {
  readonly epoch: number
  readonly isTargetMet: boolean
  readonly quality: readonly LoggedWeight[]
  readonly evaluators: readonly LoggedWeight[]
}

/** What the log says of how good the model is. The figures themselves are not in it: whether they met the target is. */
export interface LineageEvaluation {
  readonly metric: string
  readonly target: number
  readonly testSet: string
  readonly evaluator: 'buyer' | 'coordinator'
  readonly epochs: readonly LineageEpoch[]
  /** Absent where the bounty ended before it was settled. */
  readonly isTargetMet?: boolean
  readonly quality: readonly LoggedWeight[]
  readonly evaluators: readonly LoggedWeight[]
}

/** Hashes and keys are lower-case hex. */
export interface Lineage {
  readonly bountyId: string
  readonly coordinatorKey: string
  readonly termsHash: string
  readonly buyer: string
  readonly buyerKey: string
  readonly stage: string
  readonly end: string
  /** SHA-256 of the model before the first round. */
  readonly startingModel: string
  readonly rounds: readonly LineageRound[]
  /** The model that the bounty was settled with, and the last training round that left it. Absent where it was never settled. */
  readonly delivered?: { readonly round: number; readonly modelHash: string }
  readonly evaluation: LineageEvaluation
  /** Absent where the terms promise nothing. */
  readonly privacy?: SpentPrivacy
  /** Proofs against a holder, or without a culprit against the coordinator. */
  readonly faults: readonly { readonly fault: string; readonly proof: string; readonly culprit?: string }[]
  /** SHA-256 of the settlement document. */
  readonly settlement: string
  readonly events: number
  readonly eventsHash: string
}

export type ToldLineage =
  | { readonly kind: 'told'; readonly lineage: Lineage }
  | { readonly kind: 'untold'; readonly detail: string }

export interface LineageLeaf {
  readonly index: number
  readonly body: Uint8Array
}

/**
 * The lineage of a bounty's model. `state` is what `leaves` come to; both end with the leaf of the settlement.
 *
 * @throws Error when a leaf cannot be read, which one that was replayed can.
 */
export function lineageOf(
  state: MarketState,
  leaves: readonly LineageLeaf[],
  coordinatorKey: Uint8Array,
): ToldLineage {
  if (state.settlement === undefined || !state.isSealed)
    return untold(`bounty ${state.bountyId} is not over: the log names no settlement of it`)
  const read = leaves.map(({ index, body }) => ({ index, leaf: leafIn(body) }))
  const rounds = roundsIn(state, read)
  if (!rounds.some(({ purpose }) => purpose === 'training'))
    return untold(`bounty ${state.bountyId} has no completed round of training, and so no model`)
  const all = read.map(({ leaf }) => leaf)
  const posted = oneOf(all, 'terms')!
  const settled = oneOf(all, 'settled')
  const delivered =
    settled === undefined
      ? undefined
      : { round: roundOf(rounds, settled.modelHash), modelHash: settled.modelHash }
  if (delivered?.round === -1)
    return untold(
      `the model that bounty ${state.bountyId} was settled with is of none of its training rounds`,
    )
  const privacy = spentPrivacy(state.terms, rounds)
  return {
    kind: 'told',
    lineage: {
      bountyId: state.bountyId,
      coordinatorKey: toHex(coordinatorKey),
      termsHash: toHex(sha256(state.termsBytes)),
      buyer: posted.buyer,
      buyerKey: posted.buyerKey,
      stage: stageOf(state.life),
      end: state.life.end!.end,
      startingModel: posted.modelHash,
      rounds,
      ...(delivered === undefined ? {} : { delivered }),
      evaluation: evaluationIn(state, all),
      ...(privacy === undefined ? {} : { privacy }),
      faults: all.flatMap(leaf => (leaf.kind === 'fault-proved' ? [faultIn(leaf)] : [])),
      settlement: settlementHash(state.settlement),
      events: state.events,
      eventsHash: state.eventsHash,
    },
  }
}

/** How many leaves there are up to the settlement's; what vests later is no part of where a model comes from. */
export function leavesOfLineage(bodies: readonly Uint8Array[]): number {
  const end = bodies.findIndex(body => {
    const read = decodeMarketLeaf(body)
    return read.kind === 'leaf' && read.leaf.kind === 'settlement'
  })
  return end < 0 ? bodies.length : end + 1
}

/** The lineage from terms and leaves alone, whatever came after the settlement: for whoever keeps the log. */
export function lineageFrom(
  termsBytes: Uint8Array,
  leaves: readonly LineageLeaf[],
  coordinatorKey: Uint8Array,
): ToldLineage {
  const until = leaves.slice(0, leavesOfLineage(leaves.map(({ body }) => body)))
  let state: MarketState | undefined
  for (const { body } of until) {
    const taken = state === undefined ? openMarketLog(termsBytes, body) : takeLeaf(state, body)
    if (taken.kind === 'refused') return untold(taken.detail)
    state = taken.state
  }
  return state === undefined ? untold('there are no leaves') : lineageOf(state, until, coordinatorKey)
}

function untold(detail: string): ToldLineage {
  return { kind: 'untold', detail }
}

function leafIn(body: Uint8Array): MarketLeaf {
  const read = decodeMarketLeaf(body)
  if (read.kind === 'malformed') throw new Error(`a leaf that was replayed cannot be read: ${read.problem}`)
  return read.leaf
}

type LeafOf<Kind extends MarketLeaf['kind']> = Extract<MarketLeaf, { kind: Kind }>

function oneOf<Kind extends MarketLeaf['kind']>(leaves: readonly MarketLeaf[], kind: Kind) {
  return leaves.find((leaf): leaf is LeafOf<Kind> => leaf.kind === kind)
}

function faultIn({ fault, proof, culprit }: LeafOf<'fault-proved'>) {
  return { fault, proof, ...(culprit === undefined ? {} : { culprit }) }
}

function roundsIn(
  { terms }: MarketState,
  leaves: readonly { readonly index: number; readonly leaf: MarketLeaf }[],
): readonly LineageRound[] {
  // Who leaves may join again with other records: the last consent before a round is the one it was held under.
  const roots = new Map<string, string>()
  const rounds: LineageRound[] = []
  for (const { index, leaf } of leaves) {
    if (leaf.kind === 'joined') roots.set(leaf.holder, leaf.datasetRoot)
    if (leaf.kind === 'round') rounds.push(roundIn(leaf, index, purposeOf(terms, leaf.round)!, roots))
  }
  return rounds
}

function roundIn(
  { round, attempt, partition, partitionSeed, groups, failedGroups, modelHash }: RoundLeaf,
  leafIndex: number,
  purpose: RoundPurpose,
  roots: ReadonlyMap<string, string>,
): LineageRound {
  return {
    round,
    purpose,
    attempt,
    leafIndex,
    partition,
    partitionSeed,
    groups: groups.map(({ survivors, ...group }) => ({
      ...group,
      survivors: survivors.map(({ organisation, examples }) => ({
        organisation,
        examples,
        datasetRoot: roots.get(organisation)!,
      })),
    })),
    failedGroups: failedGroups.map(({ group, members }) => ({
      group,
      organisations: members.map(({ organisation }) => organisation),
    })),
    transcriptHash: toHex(
      roundTranscriptOf(groups.map(({ transcriptHash }) => ({ transcriptHash: fromHex(transcriptHash) }))),
    ),
    modelHash,
  }
}

/** -1 where no training round left it. */
function roundOf(rounds: readonly LineageRound[], hash: string): number {
  return (
    rounds.findLast(({ purpose, modelHash }) => purpose === 'training' && modelHash === hash)?.round ?? -1
  )
}

function evaluationIn({ terms }: MarketState, leaves: readonly MarketLeaf[]): LineageEvaluation {
  const { metric, target, testSet, evaluator } = terms.acceptance
  const settled = oneOf(leaves, 'settled')
  return {
    metric,
    target,
    testSet: testSet.sha256,
    evaluator: evaluator ?? 'coordinator',
    epochs: leaves.flatMap(leaf => (leaf.kind === 'epoch-closed' ? [epochIn(leaf)] : [])),
    ...(settled === undefined ? {} : { isTargetMet: settled.isTargetMet }),
    quality: settled?.quality ?? [],
    evaluators: settled?.evaluators ?? [],
  }
}

function epochIn({ epoch, isTargetMet, quality, evaluators }: LeafOf<'epoch-closed'>): LineageEpoch {
  return { epoch, isTargetMet, quality, evaluators }
}
