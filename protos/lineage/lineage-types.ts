/** What a lineage says, as types. Hashes and keys are lower-case hex; weights are decimal text. */
import type { RoundPurpose } from '../terms.ts'
import type { SpentPrivacy } from './spent-privacy.ts'

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
