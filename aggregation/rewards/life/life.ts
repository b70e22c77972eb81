/** A bounty as its events have made it: where it stands, and where every unit of its price is. */
import type { Pot, PotSettlement, Survivor } from '../pots.ts'
import type { RewardTerms } from '../reward-terms.ts'
import type { Claim, End } from './events.ts'
import type { MoneyCommand } from './money.ts'

export const bountyStages = [
  'draft',
  'funded',
  'open',
  'running',
  'settling',
  'challenge',
  'disputed',
  'final',
  'undersubscribed',
  'aborted-buyer',
  'aborted-coordinator',
  'expired',
] as const
export type BountyStage = (typeof bountyStages)[number]

/** A holder that joined, whether or not it left. */
export interface Participant {
  readonly holder: string
  readonly examples: bigint
  /** Every number of examples that it ever joined with: a round may still count it by an earlier one. */
  readonly declared: readonly bigint[]
  /** The largest that it ever joined with: joining again lowers nothing of what it has earned. */
  readonly holdbackBasisPoints: number
  readonly isPresent: boolean
  /** Joined before the start, whenever it left and came back. */
  readonly isFounder: boolean
  /** What it has at stake here. */
  readonly stakeUnits: bigint
  /** Lost its stake by a proof: once, and it does not come back. */
  readonly isSlashed: boolean
  /** Of its pay, held back: granted, and of that released. */
  readonly heldBackUnits: bigint
  readonly releasedUnits: bigint
}

/** One that tests what groups of holders are worth, named by the terms. */
export interface LifeEvaluator {
  readonly evaluator: string
  /** What it has at stake here. */
  readonly stakeUnits: bigint
}

/** A pot that was settled, and what became of it. */
export interface Due {
  /** `r3` for round 3, `quality1` for the first epoch, ... */
  readonly id: string
  /** Where the units are. */
  readonly account: string
  readonly pot: Pot
  readonly settlement: PotSettlement
  /** What sets them aside until the epoch can no longer be challenged; none where it cannot, or where nothing is due. */
  readonly holdId?: string
  readonly isPaid: boolean
}

export interface Epoch {
  readonly epoch: number
  readonly status: 'open' | 'challenge' | 'released'
  readonly closedAtMs?: number
  readonly dues: readonly Due[]
  /** In the epoch's account. */
  readonly leftUnits: bigint
}

export interface Dispute {
  /** From 1. */
  readonly number: number
  readonly by: string
  readonly claim: Claim
  readonly evidence: readonly { readonly by: string; readonly sha256: string }[]
  readonly status: 'awaits-ruling' | 'ruled' | 'closed'
  /** Of the ruling that is awaited, or of the appeal that is possible. */
  readonly deadlineMs: number
  /** The first panel's word. */
  readonly ruling?: boolean
  readonly appeal?: { readonly by: string; readonly ruling?: boolean }
  /** How it ended; absent without a ruling: all stays as it was. */
  readonly outcome?: boolean
}

/** Where the price is, and what else moved. The price = paid + fees + refunded + in escrow, once it is funded. */
export interface Totals {
  /** To holders, what is held back included. */
  readonly paidUnits: bigint
  readonly feeUnits: bigint
  readonly refundedUnits: bigint
  /** In the bounty's account; the epochs' are with them. */
  readonly escrowUnits: bigint
  /** The coordinator's bond, what is left of it. */
  readonly bondUnits: bigint
}

export interface Life {
  readonly terms: RewardTerms
  readonly buyer: string
  readonly stage: Exclude<BountyStage, 'disputed'>
  readonly postedAtMs: number
  readonly openedAtMs?: number
  readonly lastAtMs: number
  readonly participants: ReadonlyMap<string, Participant>
  /** Those that took the task on. */
  readonly evaluators: ReadonlyMap<string, LifeEvaluator>
  /** The last training round with a sum; 0 before there is one. */
  readonly lastRound: number
  readonly epochs: readonly Epoch[]
  /** Its target was not met: no further epoch begins. */
  readonly isMilestoneMissed: boolean
  readonly end?: {
    readonly end: End
    readonly wasRunning: boolean
    readonly round?: number
    readonly members: readonly Survivor[]
  }
  readonly isTargetMet: boolean
  readonly disputes: readonly Dispute[]
  /** SHA-256 of the proofs that were brought, hex: each is good for once. */
  readonly proofs: readonly string[]
  readonly totals: Totals
  readonly finalAtMs?: number
}

/** What an event makes of a bounty. */
export interface Advanced {
  readonly kind: 'advanced'
  readonly life: Life
  /** For the ledger, in this order, all or none. */
  readonly money: readonly MoneyCommand[]
}

export const lifeRules = [
  'wrong-stage',
  'clock-ran-back',
  'too-early',
  'too-late',
  'too-many',
  'twice',
  'unknown-round',
  'unknown-epoch',
  'unknown-holder',
  'unknown-dispute',
  'not-a-party',
  'no-disputes',
  'nothing-at-stake',
  'nothing-held-back',
  'malformed',
] as const
export type LifeRule = (typeof lifeRules)[number]

/** The rule that an event breaks; nothing has changed. */
export interface Refused {
  readonly kind: 'refused'
  readonly rule: LifeRule
  readonly detail: string
}

/** Raised inside the room, and turned into a value at its door. */
export class RuleBroken extends Error {
  readonly rule: LifeRule
  constructor(rule: LifeRule, detail: string) {
    super(detail)
    this.rule = rule
  }
}

const terminal: ReadonlySet<BountyStage> = new Set([
  'final',
  'undersubscribed',
  'aborted-buyer',
  'aborted-coordinator',
  'expired',
])

/** Whether nothing but vesting can happen any more. */
export function isOver({ stage }: { readonly stage: BountyStage }): boolean {
  return terminal.has(stage)
}

/** Where a bounty stands; `disputed` while its end waits for a ruling. */
export function stageOf(life: Life): BountyStage {
  const isDisputed = life.stage === 'challenge' && life.disputes.some(({ status }) => status !== 'closed')
  return isDisputed ? 'disputed' : life.stage
}
