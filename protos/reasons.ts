/**
 * The closed list of reasons for which the coordinator refuses an operation. One list from the service to the
 * terminal; `grpc-status.ts` maps it to status codes. A reason of the secure-aggregation protocol or of the
 * ledger appears under its own name.
 */
export const refusalReasons = [
  // the caller
  'unauthenticated',
  'forbidden',
  'session-needed',
  'transaction-needed',
  'code-needed',
  'approval-needed',
  'invitation-invalid',
  'already-enrolled',
  'organisation-taken',
  // the message
  'malformed',
  'too-large',
  'terms-invalid',
  'model-does-not-fit',
  'signature-invalid',
  'idempotency-conflict',
  // the thing asked for
  'not-found',
  'not-yet',
  'wrong-state',
  'insufficient-funds',
  'bounty-full',
  'blob-missing',
  'blob-mismatch',
  // the round
  'not-a-member',
  'wrong-stage',
  'too-late',
  'protocol-violation',
  'conflicting-message',
  // the service
  'unavailable',
  'internal',
] as const
export type RefusalReason = (typeof refusalReasons)[number]

/** An expected refusal, as a value. */
export interface Refusal {
  readonly kind: 'refused'
  readonly reason: RefusalReason
  /** What was wrong, where, and what to do. */
  readonly message: string
  readonly field?: string
  readonly culprit?: string
}

export interface Granted<T> {
  readonly kind: 'granted'
  readonly value: T
}

/** What every operation answers. */
export type Answer<T> = Granted<T> | Refusal

export function granted<T>(value: T): Granted<T> {
  return { kind: 'granted', value }
}

export function refused(
  reason: RefusalReason,
  message: string,
  more: { readonly field?: string; readonly culprit?: string } = {},
): Refusal {
  return { kind: 'refused', reason, message, ...more }
}
