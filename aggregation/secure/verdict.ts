/**
 * What a step of the protocol answers: the next state and what to send, or a refusal with its reason and the party
 * it points at. Refusals are expected and are values; they never change a state.
 */
import type { Bytes, PeerIndex } from './messages.ts'

/** Why a message, a group or a set of parameters is refused. The list is closed; wire codes are made from it. */
export const rejectionReasons = [
  // Parameters and groups
  'parameters-unsafe',
  'graph-infeasible',
  'group-too-small',
  'group-too-large',
  'threshold-unsafe',
  'too-few-organisations',
  // Any message
  'bad-signature',
  'wrong-context',
  'wrong-session',
  'malformed',
  'unknown-member',
  'conflicting-message',
  'stage-closed',
  'stage-not-open',
  'session-reused',
  // Keys and rosters
  'unregistered-identity',
  'duplicate-identity',
  'duplicate-key',
  'bad-key',
  'own-entry-altered',
  'roster-order',
  'roster-root',
  'wrong-neighbours',
  'wrong-group',
  // Draws
  'second-cohort',
  'cohort-too-small',
  'stale-log',
  'wrong-seed',
  // Shares
  'wrong-share-list',
  'share-root',
  'self-not-in-sharers',
  'too-few-sharers',
  // Inputs
  'wrong-length',
  'wrong-hash',
  'padding-not-zero',
  'wrong-sharers',
  // Survivors, certificate, unmasking
  'self-not-in-survivors',
  'survivors-not-sharers',
  'too-few-survivors',
  'own-input-missing',
  'second-survivor-set',
  'wrong-digest',
  'too-few-signatures',
  'duplicate-signer',
  'foreign-signer',
  'certificate-not-mine',
  'not-a-survivor',
  'too-few-shares',
  'wrong-result',
] as const
export type RejectionReason = (typeof rejectionReasons)[number]

/** Whom a refusal points at. `sender` is whoever sent a message before it had an index. */
export type Culprit = PeerIndex | 'coordinator' | 'sender' | 'nobody'

export interface Rejection {
  readonly kind: 'rejected'
  readonly reason: RejectionReason
  readonly culprit: Culprit
  /** One sentence for people: what was wrong and where. Holds no secret. */
  readonly detail: string
}

export interface Accepted<State, Output> {
  readonly kind: 'accepted'
  readonly state: State
  readonly output: Output
  /**
   * Secrets that the new state no longer holds. Write the new state down first, then `wipe(spent)`: wiping earlier
   * would leave a failed write with neither state.
   */
  readonly spent: readonly Bytes[]
}

/** The outcome of a step. */
export type Step<State, Output = undefined> = Accepted<State, Output> | Rejection

/** A step that went through. */
export function accept<State, Output>(
  state: State,
  output: Output,
  spent: readonly Bytes[] = [],
): Accepted<State, Output> {
  return { kind: 'accepted', state, output, spent }
}

/** A refusal. */
export function reject(reason: RejectionReason, culprit: Culprit, detail: string): Rejection {
  return { kind: 'rejected', reason, culprit, detail }
}

/** The first refusal among checks made in order; later checks may rely on earlier ones. */
export function firstRejection(...checks: readonly (() => Rejection | undefined)[]): Rejection | undefined {
  for (const check of checks) {
    const rejection = check()
    if (rejection !== undefined) return rejection
  }
  return undefined
}
