/**
 * What happens to a bounty, as far as money follows from it. The public log holds these events, and nothing but the terms
 * and this list decides who gets what. Times are milliseconds since 1970 and never run back. Who signed what is checked
 * before an event comes here.
 */
import type { Survivor, Weight } from '../pots.ts'

/** Why no further round is opened. */
export const ends = [
  'rounds-done',
  'target-met',
  'out-of-patience',
  'milestone-missed',
  'undersubscribed',
  'cancelled',
  'failed',
  'expired',
] as const
export type End = (typeof ends)[number]

/** What a dispute asks for; it is about one epoch that can still be challenged. */
export type Claim =
  /** That a holder gets nothing of what the epoch pays. */
  | { readonly kind: 'exclude'; readonly epoch: number; readonly holder: string }
  /** That the target was met, or was not, at the end. */
  | { readonly kind: 'target'; readonly epoch: number; readonly isMet: boolean }

interface At {
  readonly atMs: number
}

/** Shares of the quality and evaluators' pools of an epoch. */
interface EpochWeights {
  readonly quality: readonly Weight[]
  readonly evaluators: readonly Weight[]
}

export type BountyEvent =
  | (At & { readonly kind: 'posted'; readonly buyer: string })
  | (At & { readonly kind: 'funded' })
  | (At & { readonly kind: 'opened' })
  | (At & {
      readonly kind: 'joined'
      readonly holder: string
      readonly examples: bigint
      /** Of its pay, held back until it vests: as its reputation was when it joined, and no less than when it joined before. */
      readonly holdbackBasisPoints: number
    })
  | (At & { readonly kind: 'left'; readonly holder: string })
  /** One of the terms' evaluators takes the task on, with its stake. */
  | (At & { readonly kind: 'evaluator-joined'; readonly evaluator: string; readonly stakeUnits: bigint })
  /** Something of which no money follows by itself. */
  | (At & { readonly kind: 'noted' })
  | (At & { readonly kind: 'started' })
  /** A round with a sum; of rounds that train nothing no money follows. */
  | {
      readonly kind: 'round'
      readonly round: number
      readonly survivors: readonly Survivor[]
      readonly unsummed: readonly Survivor[]
    }
  /** All rounds of an epoch that is not the last are done. `isTargetMet`: its milestone's target. */
  | (At &
      EpochWeights & { readonly kind: 'epoch-closed'; readonly epoch: number; readonly isTargetMet: boolean })
  /** `members` of the round that failed, where one did. */
  | (At & {
      readonly kind: 'stopped'
      readonly end: End
      readonly round?: number
      readonly members?: readonly Survivor[]
    })
  /** After the last evaluation. `isTargetMet`: the acceptance of the terms. */
  | (At & EpochWeights & { readonly kind: 'settled'; readonly isTargetMet: boolean })
  /** One or more deadlines have passed. */
  | (At & { readonly kind: 'deadline-passed' })
  | (At & {
      readonly kind: 'disputed'
      readonly by: string
      readonly claim: Claim
      /** SHA-256 of the evidence, hex. */
      readonly evidence: string
    })
  | (At & {
      readonly kind: 'evidence-added'
      readonly dispute: number
      readonly by: string
      readonly evidence: string
    })
  | (At & { readonly kind: 'ruled'; readonly dispute: number; readonly isUpheld: boolean })
  | (At & {
      readonly kind: 'appealed'
      readonly dispute: number
      readonly by: string
      readonly evidence: string
    })
  /**
   * `proof`: its SHA-256, hex. `culprit` absent: the coordinator. `accuser` absent: one who is neither buyer nor holder of
   * the bounty.
   */
  | (At & {
      readonly kind: 'fault-proved'
      readonly proof: string
      readonly culprit?: string
      readonly accuser?: string
    })
  | (At & { readonly kind: 'vested'; readonly holder: string })
export type BountyEventKind = BountyEvent['kind']
export type EventOf<K extends BountyEventKind> = Extract<BountyEvent, { readonly kind: K }>
