/** What an evaluator is given, and what it tells. */
import type { Fork, RandomSource, Signer } from '../../aggregation/index.ts'
import type { Evaluator } from '../../learning/index.ts'
import type { CoordinatorPort } from '../../protos/service.ts'
import type { HeadMemory } from './kept-head.ts'
import type { UtilitiesMemory } from './kept-utilities.ts'

export interface ScoringOptions {
  readonly port: CoordinatorPort
  /** Ed25519, under which heads of the log are signed. */
  readonly coordinatorKey: Uint8Array
  readonly signer: Signer
  readonly organisation: string
  readonly bountyId: string
  readonly evaluator: Evaluator
  readonly memory: UtilitiesMemory
  readonly heads: HeadMemory
  readonly random: RandomSource
  readonly nowMs: () => number
  /** Ends it after the call under way. */
  readonly signal: AbortSignal
  readonly patience?: { readonly waitMs: number; readonly pauseMs: number }
}

export type ScoringNews =
  | { readonly kind: 'joined' }
  | {
      readonly kind: 'round-tested'
      readonly round: number
      readonly coalitions: number
      readonly groups: number
    }
  | { readonly kind: 'utilities-shown'; readonly round: number }
  /** What came too late, or was refused for another reason; the bounty goes on. */
  | { readonly kind: 'not-taken'; readonly round: number; readonly message: string }
  | { readonly kind: 'unreachable'; readonly message: string }
  | { readonly kind: 'refused'; readonly message: string }
  /** The coordinator has two logs, which the document proves; nothing more is tested. */
  | { readonly kind: 'forked'; readonly fork: Fork; readonly message: string }

export const usualPatience = { waitMs: 10_000, pauseMs: 1_000 }

/** A failure that says to an evaluator that the coordinator showed it something that does not hold. */
export class ScoringError extends Error {
  override readonly name: string = 'ScoringError'
}

/** The bounty ended while a round was tested: what it is made of is not handed out any more. */
export class BountyEndedError extends ScoringError {
  override readonly name = 'BountyEndedError'
}
