import type { MetricName } from './metrics.ts'
import type { RoundPurpose } from './terms.ts'

/** Kinds of event, a closed list; the same words on the wire, in the console and in the terminal. */
export const eventKinds = [
  'bounty-posted', // amountUnits: the price
  'bounty-opened', // one that was a draft, or funded before its time
  'holder-joined', // organisation
  'holder-left', // organisation
  'holder-declined', // organisation, reason: one of declineReasons; round: the one that was to come next
  'bounty-started', // members
  'round-opened', // round, attempt, members, purpose
  'cohort-divided', // round, attempt, members, groups: the draw is decided
  'stage-opened', // round, attempt, stage, members expected; group where the cohort is divided, here and below
  'member-advanced', // round, attempt, stage, organisation; bytes for masked inputs
  'member-progress', // round, attempt, stage (training), organisation, permille
  'member-dropped', // round, attempt, stage, organisation, reason
  'attempt-abandoned', // round, attempt, reason, organisation (the culprit, if any)
  'group-failed', // round, attempt, group, reason, members: the group is not in the round's sum
  'group-left-out', // round, attempt, group: the rule over the groups' means gave this one no part in the step
  'step-skipped', // round, attempt, groups: too few were summed for the rule; the model stays as it was
  'sum-unmasked', // round, attempt, members, purpose
  'sum-over-limit', // round, attempt, members: the sum is longer than members who clip can make it
  'model-evaluated', // round, correct, total; metric, value, low, high where the metric of acceptance has a value
  'evaluation-awaited', // round: where the buyer evaluates
  'evaluation-missed', // round: its time has passed
  'holders-evaluated', // round, attempt, afterRound, total: examples; metric, value, low, high of the model after afterRound
  'round-settled', // round, amountUnits: paid in the round
  'pay-settled', // round, organisation, amountUnits
  'round-completed', // round, attempt, members, purpose
  'bounty-settled', // amountUnits: refunded to the buyer; reason: target-met, rounds-done, ...
  'bounty-ended', // reason: final, undersubscribed, aborted-buyer, aborted-coordinator
  'challenge-opened', // what is due can be disputed
  'deadline-passed', // something was paid, or a dispute ended, because its time had come
  'dispute-opened', // organisation
  'dispute-changed', // reason: evidence, ruled, appealed
  'fault-proved', // organisation (the culprit; none: the coordinator), reason: what was proved
  'key-changed', // organisation, reason: rotated, rolled-back, retired, revoked, recovered; told to the organisation and the operator
  'key-ends', // organisation, reason: when; told to the organisation and the operator
  'key-alarm', // organisation, reason: what a detector found about a key; told to the organisation and the operator
  'coordinator-restarted',
] as const
export type EventKind = (typeof eventKinds)[number]

/** One thing that happened. Fields that do not concern a kind are absent. */
export interface ParleyEvent {
  readonly sequence: number
  readonly atMs: number
  readonly kind: EventKind
  readonly bountyId?: string // hex
  readonly round?: number
  readonly attempt?: number
  readonly stage?: string
  readonly organisation?: string
  readonly reason?: string
  readonly correct?: number
  readonly total?: number
  readonly metric?: MetricName
  readonly value?: number
  /** Ends of the value's 95 % interval. */
  readonly low?: number
  readonly high?: number
  readonly purpose?: RoundPurpose
  /** The last round that trained the model that is spoken of; 0: none. */
  readonly afterRound?: number
  readonly amountUnits?: bigint
  readonly bytes?: number
  readonly members?: number
  readonly permille?: number
  /** Of a divided cohort, from 1. */
  readonly group?: number
  readonly groups?: number
}
