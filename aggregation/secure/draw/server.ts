/** The coordinator's half of the draw: deterministic, so that whoever records its messages can play them again. */
import { compareBytes, equalBytes, type Signer, toHex, verifySignature } from '../../crypto/index.ts'
import type { Bytes } from '../messages.ts'
import type { RegistryLookup } from '../roster.ts'
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
  readonly coordinator: Signer
}

export interface Committing extends Draw {
  readonly phase: 'committing'
  /** By identity key, hexadecimal. */
  readonly commitments: ReadonlyMap<string, SeedCommitment>
}

export interface Revealing extends Draw {
  readonly phase: 'revealing'
  readonly cohort: CommittedCohort
  readonly cohortRoot: Bytes
  /** Seeds shown, by identity key. */
  readonly seeds: ReadonlyMap<string, Bytes>
}

export interface Cut extends Draw {
  readonly phase: 'cut'
  readonly revealed: RevealedSeeds
  readonly partition: Partition
}

export function openDraw(context: DrawContext, coordinator: Signer): Committing {
  return { phase: 'committing', drawContext: hashDrawContext(context), coordinator, commitments: new Map() }
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
    return accept({ ...state, commitments: new Map(state.commitments).set(key, message) }, undefined)
  }
  if (equalBytes(recorded.commitment, commitment)) return accept(state, undefined)
  return reject('conflicting-message', 'sender', 'this identity has committed to another seed in this draw')
}

/** Fixes the cohort and the head of the log together, before any seed is known. */
export function closeCommitments(state: Committing, logHead: LogHead): Revealing {
  const entries = [...state.commitments.values()]
    .sort((left, right) => compareBytes(left.identityKey, right.identityKey))
    .map(({ identityKey, commitment }) => ({ identityKey, commitment }))
  const { drawContext, coordinator } = state
  const cohortRoot = cohortRootOf(entries)
  const signature = coordinator.sign(cohortPayload(drawContext, cohortRoot, logHead))
  const cohort = { drawContext, entries, logHead, signature }
  return { phase: 'revealing', drawContext, coordinator, cohort, cohortRoot, seeds: new Map() }
}

/** Takes a seed, which must be the one that its sender committed to. */
export function receiveReveal(state: Revealing, identityKey: Bytes, message: SeedReveal): Step<Revealing> {
  const entry = state.cohort.entries.find(one => equalBytes(one.identityKey, identityKey))
  if (entry === undefined) return reject('unknown-member', 'sender', 'the sender is not in the cohort')
  if (!equalBytes(message.drawContext, state.drawContext)) {
    return reject('wrong-context', 'sender', 'the seed belongs to another draw')
  }
  if (!equalBytes(commitToSeed(state.drawContext, identityKey, message.seed), entry.commitment)) {
    return reject('wrong-seed', 'sender', 'the seed is not the one that was committed to')
  }
  return accept({ ...state, seeds: new Map(state.seeds).set(toHex(identityKey), message.seed) }, undefined)
}

/** Cuts the cohort among those who showed their seeds. */
export function closeReveals(state: Revealing, groupMinimum: number): Cut {
  const { drawContext, coordinator, cohort, cohortRoot } = state
  const seeds = cohort.entries.map(
    ({ identityKey }) => state.seeds.get(toHex(identityKey)) ?? new Uint8Array(0),
  )
  const seed = partitionSeedOf(drawContext, cohortRoot, cohort.logHead, seeds)
  const members = cohort.entries.filter((_, i) => seeds[i]!.length > 0).map(({ identityKey }) => identityKey)
  const partition = cutCohort(drawContext, cohortRoot, seed, members, groupMinimum)
  const signature = coordinator.sign(partitionPayload(drawContext, seed))
  return { phase: 'cut', drawContext, coordinator, revealed: { drawContext, seeds, signature }, partition }
}
