import type { Contradiction } from '../../aggregation/index.ts'
import type { ColumnImputation } from '../../learning/index.ts'
import type { RoundPurpose } from '../../protos/terms.ts'
import type { AttemptRef, BountyId, BountyState } from '../../protos/types.ts'
import type { RuleBroken } from '../policy/index.ts'

/** The messages of a round that a member sends, in order; the first two where the cohort is divided. */
export const agentStages = [
  'committed',
  'seed-shown',
  'advertised',
  'shared',
  'masked',
  'signed',
  'revealed',
] as const
export type AgentStage = (typeof agentStages)[number]

/** Everything an agent tells about itself. Nothing in it is secret from the holder; none of it leaves the machine. */
export type AgentEvent =
  | { readonly kind: 'watching' }
  /** The coordinator cannot be reached; the agent tries again. */
  | { readonly kind: 'unreachable'; readonly message: string }
  | {
      readonly kind: 'bounty-refused'
      readonly bountyId: BountyId
      readonly title: string
      readonly reasons: readonly RuleBroken[]
    }
  /** The bounty's own papers do not hold: its id, its signature, its terms. */
  | { readonly kind: 'bounty-invalid'; readonly bountyId: BountyId; readonly detail: string }
  /** The policy would join; the coordinator does not take the holder. */
  | {
      readonly kind: 'join-refused'
      readonly bountyId: BountyId
      readonly reason: string
      readonly message: string
    }
  | {
      readonly kind: 'joined'
      readonly bountyId: BountyId
      readonly title: string
      readonly examples: number
    }
  /** Joined; the next round has not been opened. */
  | { readonly kind: 'waiting'; readonly bountyId: BountyId; readonly nextRound: number }
  | {
      readonly kind: 'round-started'
      readonly attempt: AttemptRef
      readonly purpose: RoundPurpose
      /** Phase from which an attempt goes on after a restart of the agent; absent for a new one. */
      readonly resumedFrom?: string
    }
  | {
      readonly kind: 'training'
      readonly attempt: AttemptRef
      readonly permille: number
      readonly meanLoss: number
    }
  | {
      readonly kind: 'trained'
      readonly attempt: AttemptRef
      readonly meanLoss: number
      readonly durationMs: number
    }
  /** Records were counted, for the means of all holders or for how well the model does; the counts go into the sum. */
  | { readonly kind: 'counted'; readonly attempt: AttemptRef; readonly examples: number }
  /** The means of all holders are there: records became examples, and this is what stands where values are missing. */
  | {
      readonly kind: 'standardised'
      readonly bountyId: BountyId
      readonly records: number
      readonly columns: readonly ColumnImputation[]
    }
  /** The update as it was masked: its norm before clipping, and how many coordinates were over the range. */
  | {
      readonly kind: 'protected'
      readonly attempt: AttemptRef
      readonly norm: number
      readonly clippingFactor: number
      readonly saturatedCount: number
    }
  /** The message of this stage was taken by the coordinator. */
  | {
      readonly kind: 'stage'
      readonly attempt: AttemptRef
      readonly stage: AgentStage
      readonly bytes?: number
    }
  /** The draw has cut the cohort: this holder's group, how many are in it, and how many groups there are. */
  | {
      readonly kind: 'group-drawn'
      readonly attempt: AttemptRef
      readonly members: number
      readonly groups: number
    }
  /** A drill: the agent stands still until it is killed. */
  | { readonly kind: 'holding'; readonly attempt: AttemptRef; readonly stage: AgentStage }
  | ({ readonly kind: 'attempt-over'; readonly attempt: AttemptRef } & AttemptLoss)
  | {
      readonly kind: 'round-completed'
      readonly attempt: AttemptRef
      readonly amountUnits: bigint
      readonly survivors: readonly string[]
      /** Where the verified receipt is kept. */
      readonly receiptFile: string
    }
  /** The round was completed, and the receipt does not hold: keep it, and ask the operator. */
  | {
      readonly kind: 'receipt-invalid'
      readonly attempt: AttemptRef
      readonly reason: string
      readonly receiptFile: string
    }
  /** The coordinator signed two things of one session or draw that exclude each other; the file proves it to anyone. */
  | {
      readonly kind: 'equivocation'
      readonly attempt: AttemptRef
      readonly contradiction: Contradiction
      readonly evidenceFile: string
    }
  /** The coordinator has two logs; the file proves it to anyone. The agent ends. */
  | { readonly kind: 'log-forked'; readonly evidenceFile: string }
  /** What the coordinator shows of its log was not found to be one with what it signed before; no round is begun until it is. */
  | { readonly kind: 'log-doubted'; readonly detail: string }
  /** Where others leave their heads cannot be read, or not be written to. */
  | { readonly kind: 'place-failed'; readonly place: string; readonly detail: string }
  | {
      readonly kind: 'finished'
      readonly bountyId: BountyId
      readonly state: BountyState
      readonly accepted: boolean
      readonly paidUnits: bigint
    }
  | { readonly kind: 'stopped' }

/** Why an attempt ended for this holder without pay. */
export type AttemptLoss =
  /** The holder's own rules ended it: something it was told is unsafe or contradicts what it knows. */
  | { readonly how: 'sat-out'; readonly reason: string; readonly detail: string }
  /** The coordinator goes on without the holder, or could not be reached in time. */
  | { readonly how: 'dropped'; readonly reason: string; readonly detail: string }
  /** The attempt was abandoned for everybody. */
  | { readonly how: 'abandoned'; readonly reason: string; readonly detail: string }
