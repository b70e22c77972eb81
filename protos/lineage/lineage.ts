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
import type { Lineage, LineageEpoch, LineageEvaluation, LineageRound } from './lineage-types.ts'
import { spentPrivacy } from './spent-privacy.ts'

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
