/**
 * What can be asked of the ledger and how it answers. The in-memory model takes the same commands and gives the
 * same answers.
 */
import type { AccountKind } from '../../aggregation/index.ts'

/** The caller's clock, in milliseconds since 1970. */
export interface Clock {
  readonly nowMs: () => number
}

/** Units of account; a scale of 2 shows 1234 as 12.34. */
export interface AssetSpecification {
  readonly id: string
  readonly scale: number
}

export interface AccountSpecification {
  readonly id: string
  readonly kind: AccountKind
  readonly asset: string
  /** Lowest amount that may be free in it; null means no bound, which only `world` may have. Normally 0. */
  readonly minimumUnits: bigint | null
}

/** Units into (+) or out of (-) an account. */
export interface Posting {
  readonly account: string
  readonly amountUnits: bigint
}

/** What every command says about itself. The requester chooses the key, once for each intent, and may send it again. */
export interface CommandLabel {
  readonly idempotencyKey: string
  readonly bountyId?: string
  /** Counts from 1. */
  readonly round?: number
  /** What the command rests on: the hash of a settlement, the number of an invoice. */
  readonly reference: string
  readonly memo: string
}

/** Moves units between accounts; for each asset the postings sum to zero. Each account at most once. */
export interface TransferRequest extends CommandLabel {
  /** What it is in the business: `fund`, `round-pay`, `refund`. */
  readonly kind: string
  readonly postings: readonly Posting[]
}

/** Brings units in from `world`. */
export interface DepositRequest extends CommandLabel {
  readonly account: string
  readonly amountUnits: bigint
}

/** Sets units aside in their account; nobody else can spend them until the hold is posted or voided. */
export interface HoldRequest extends CommandLabel {
  readonly holdId: string
  readonly account: string
  readonly amountUnits: bigint
  /** From this instant on it can only be voided. */
  readonly expiresAtMs?: number
}

/** Moves held units to their destinations. What is not posted is free again: a hold is resolved once. */
export interface PostHoldRequest extends CommandLabel {
  readonly holdId: string
  readonly kind: string
  readonly destinations: readonly Posting[]
}

/** Frees the held units. */
export interface VoidHoldRequest extends CommandLabel {
  readonly holdId: string
}

export type Command =
  | { readonly command: 'transfer'; readonly request: TransferRequest }
  | { readonly command: 'hold'; readonly request: HoldRequest }
  | { readonly command: 'post-hold'; readonly request: PostHoldRequest }
  | { readonly command: 'void-hold'; readonly request: VoidHoldRequest }

export const ledgerRefusals = [
  'account-mismatch',
  'amount-too-large',
  'asset-mismatch',
  'duplicate-account',
  'hold-exceeded',
  'hold-exists',
  'hold-expired',
  'hold-resolved',
  'idempotency-conflict',
  'insufficient-funds',
  'malformed-request',
  'negative-amount',
  'unbalanced',
  'unknown-account',
  'unknown-asset',
  'unknown-hold',
  'zero-amount',
] as const
export type LedgerRefusal = (typeof ledgerRefusals)[number]

/** Nothing was written. `culprit` is the account, hold, asset, key or field that the reason is about. */
export interface Rejected {
  readonly kind: 'rejected'
  readonly reason: LedgerRefusal
  readonly culprit: string
}

/** Written with the caller's transaction. `isReplay`: the same command was recorded before and nothing new was written. */
export interface Recorded {
  readonly kind: 'recorded'
  readonly journalId: bigint
  readonly isReplay: boolean
}

export type Outcome = Recorded | Rejected

/** An account or asset is there, as it was asked for. */
export interface Opened {
  readonly kind: 'opened'
  readonly isReplay: boolean
}

/** What one account holds. `freeUnits` = posted - pending out: what a transfer or hold may still take, down to the minimum. */
export interface Balance {
  readonly account: string
  readonly kind: AccountKind
  readonly asset: string
  readonly minimumUnits: bigint | null
  readonly postedUnits: bigint
  readonly pendingOutUnits: bigint
  readonly freeUnits: bigint
}

/** A refusal. */
export function rejected(reason: LedgerRefusal, culprit: string): Rejected {
  return { kind: 'rejected', reason, culprit }
}
