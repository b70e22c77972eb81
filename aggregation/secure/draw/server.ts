/** The coordinator's half of the draw: deterministic, so that whoever records its messages can play them again. */
import { compareBytes, equalBytes, type Signer, toHex, verifySignature } from '../../crypto/index.ts'
import type { Bytes } from '../messages.ts'
import type { RegistryLookup } from '../roster.ts'
import { emptyTable, type Table, withEntry } from '../table.ts'
import { accept, reject, type Step } from '../verdict.ts'
import type { CommittedCohort, LogHead, RevealedSeeds, SeedCommitment, SeedReveal } from './messages.ts'
import {
  cohortRootOf,
  commitToSeed,
  cutCohort,
  type DrawContext,
  hashDrawContext,
  type Partition,
  partitionSeedOf,
} from './partition.ts'
import { cohortPayload, commitmentPayload, partitionPayload } from './signing.ts'

interface Draw {
  readonly drawContext: Bytes
  /** Smallest group that the cohort may be cut into. */
  readonly groupMinimum: number
  readonly coordinator: Signer
}

export interface Committing extends Draw {
  readonly phase: 'committing'
  /** By identity key, hexadecimal. */
  readonly commitments: Table<string, SeedCommitment>
}

export interface Revealing extends Draw {
  readonly phase: 'revealing'
  readonly cohort: CommittedCohort
  readonly cohortRoot: Bytes
  /** Places in the cohort, from 0, by identity key, hexadecimal. */
  readonly places: ReadonlyMap<string, number>
  /** Seeds shown, by identity key, hexadecimal. */
  readonly seeds: Table<string, Bytes>
}

export interface Cut extends Draw {
  readonly phase: 'cut'
  readonly cohort: CommittedCohort
  readonly revealed: RevealedSeeds
  readonly partition: Partition
}

/** A draw that ended without a partition: fewer members than one group takes. */
export interface DrawFailed extends Draw {
  readonly phase: 'failed'
  readonly stage: 'committing' | 'revealing'
}

export type DrawState = Committing | Revealing | Cut | DrawFailed

/** Opens a draw; the cohort is cut by the smallest group that the context's parameters allow. */
export function openDraw(context: DrawContext, coordinator: Signer): Committing {
  const drawContext = hashDrawContext(context)
  const { minimumGroup: groupMinimum } = context.parameters
  return { phase: 'committing', drawContext, groupMinimum, coordinator, commitments: emptyTable() }
}

function failed({
  drawContext,
  groupMinimum,
  coordinator,
  phase: stage,
}: Committing | Revealing): DrawFailed {
  return { phase: 'failed', drawContext, groupMinimum, coordinator, stage }
}

/** Takes one member's commitment; the same again changes nothing, another is a conflict. */
export function receiveCommitment(
  state: Committing,
  message: SeedCommitment,
  registry: RegistryLookup,
): Step<Committing> {
  const { drawContext, identityKey, commitment, signature } = message
  const key = toHex(identityKey)
  if (!equalBytes(drawContext, state.drawContext)) {
    return reject('wrong-context', 'sender', 'the commitment was made for another draw')
  }
  if (registry(identityKey) === undefined) {
    return reject('unregistered-identity', 'sender', `the registry has no ${key}`)
  }
  if (!verifySignature(identityKey, commitmentPayload(drawContext, commitment), signature)) {
    return reject('bad-signature', 'sender', 'the commitment is not signed by its identity')
  }
  const recorded = state.commitments.get(key)
  if (recorded === undefined) {
    return accept({ ...state, commitments: withEntry(state.commitments, key, message) }, undefined)
  }
  if (equalBytes(recorded.commitment, commitment)) return accept(state, undefined)
  return reject('conflicting-message', 'sender', 'this identity has committed to another seed in this draw')
}

/** Fixes the cohort and the head of the log together, before any seed is known; fails when there is no group in it. */
export function closeCommitments(state: Committing, logHead: LogHead): Revealing | DrawFailed {
  const { drawContext, groupMinimum, coordinator, commitments } = state
  if (commitments.size < groupMinimum) return failed(state)
  const entries = [...commitments.values()]
    .sort((left, right) => compareBytes(left.identityKey, right.identityKey))
    .map(({ identityKey, commitment }) => ({ identityKey, commitment }))
  const cohortRoot = cohortRootOf(entries)
  const signature = coordinator.sign(cohortPayload(drawContext, cohortRoot, logHead))
  const cohort = { drawContext, entries, logHead, signature }
  const places = new Map(entries.map(({ identityKey }, place) => [toHex(identityKey), place]))
  const draw = { drawContext, groupMinimum, coordinator }
  return { phase: 'revealing', ...draw, cohort, cohortRoot, places, seeds: emptyTable() }
}

/** Takes a seed, which must be the one that its sender committed to; the same again changes nothing. */
export function receiveReveal(state: Revealing, identityKey: Bytes, message: SeedReveal): Step<Revealing> {
  const { drawContext, cohort, places, seeds } = state
  const key = toHex(identityKey)
  const place = places.get(key)
  if (place === undefined) return reject('unknown-member', 'sender', 'the sender is not in the cohort')
  if (!equalBytes(message.drawContext, drawContext)) {
    return reject('wrong-context', 'sender', 'the seed belongs to another draw')
  }
  const { commitment } = cohort.entries[place]!
  if (!equalBytes(commitToSeed(drawContext, identityKey, message.seed), commitment)) {
    return reject('wrong-seed', 'sender', 'the seed is not the one that was committed to')
  }
  if (seeds.has(key)) return accept(state, undefined)
  return accept({ ...state, seeds: withEntry(seeds, key, message.seed) }, undefined)
}

/** Cuts the cohort among those who showed their seeds; fails when they are too few for one group. */
export function closeReveals(state: Revealing): Cut | DrawFailed {
  const { drawContext, groupMinimum, coordinator, cohort, cohortRoot } = state
  if (state.seeds.size < groupMinimum) return failed(state)
  const seeds = cohort.entries.map(
    ({ identityKey }) => state.seeds.get(toHex(identityKey)) ?? new Uint8Array(0),
  )
  const seed = partitionSeedOf(drawContext, cohortRoot, cohort.logHead, seeds)
  const members = cohort.entries.filter((_, i) => seeds[i]!.length > 0).map(({ identityKey }) => identityKey)
  const partition = cutCohort(drawContext, cohortRoot, seed, members, groupMinimum)
  const signature = coordinator.sign(partitionPayload(drawContext, seed))
  const revealed = { drawContext, seeds, signature }
  return { phase: 'cut', drawContext, groupMinimum, coordinator, cohort, revealed, partition }
}
