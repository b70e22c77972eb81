/**
 * The one place where reasons of refusal meet gRPC's status numbers. The reason itself travels in the trailing
 * metadata; the number is for whoever knows gRPC and not Parley: proxies, load balancers, `grpcurl`.
 */
import type { RefusalReason } from './reasons.ts'

/** The status numbers of gRPC, by their names there. */
export const grpcStatus = {
  ok: 0,
  cancelled: 1,
  unknown: 2,
  invalidArgument: 3,
  deadlineExceeded: 4,
  notFound: 5,
  alreadyExists: 6,
  permissionDenied: 7,
  resourceExhausted: 8,
  failedPrecondition: 9,
  aborted: 10,
  outOfRange: 11,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
  dataLoss: 15,
  unauthenticated: 16,
} as const

const statusOf: Readonly<Record<RefusalReason, number>> = {
  unauthenticated: grpcStatus.unauthenticated,
  forbidden: grpcStatus.permissionDenied,
  'session-needed': grpcStatus.failedPrecondition,
  'transaction-needed': grpcStatus.failedPrecondition,
  'code-needed': grpcStatus.failedPrecondition,
  'approval-needed': grpcStatus.failedPrecondition,
  'invitation-invalid': grpcStatus.permissionDenied,
  'already-enrolled': grpcStatus.alreadyExists,
  'organisation-taken': grpcStatus.alreadyExists,
  malformed: grpcStatus.invalidArgument,
  'too-large': grpcStatus.resourceExhausted,
  'terms-invalid': grpcStatus.invalidArgument,
  'model-does-not-fit': grpcStatus.invalidArgument,
  'signature-invalid': grpcStatus.invalidArgument,
  'idempotency-conflict': grpcStatus.alreadyExists,
  'not-found': grpcStatus.notFound,
  'not-yet': grpcStatus.failedPrecondition,
  'wrong-state': grpcStatus.failedPrecondition,
  'insufficient-funds': grpcStatus.failedPrecondition,
  'bounty-full': grpcStatus.failedPrecondition,
  'blob-missing': grpcStatus.failedPrecondition,
  'blob-mismatch': grpcStatus.invalidArgument,
  'not-a-member': grpcStatus.permissionDenied,
  'wrong-stage': grpcStatus.failedPrecondition,
  'too-late': grpcStatus.failedPrecondition,
  'protocol-violation': grpcStatus.invalidArgument,
  'conflicting-message': grpcStatus.alreadyExists,
  unavailable: grpcStatus.unavailable,
  internal: grpcStatus.internal,
}

/** The status number under which a refusal travels. */
export function grpcStatusOf(reason: RefusalReason): number {
  return statusOf[reason]
}

const reasonWithoutWords: Readonly<Partial<Record<number, RefusalReason>>> = {
  [grpcStatus.invalidArgument]: 'malformed',
  [grpcStatus.notFound]: 'not-found',
  [grpcStatus.permissionDenied]: 'forbidden',
  [grpcStatus.resourceExhausted]: 'too-large',
  [grpcStatus.unauthenticated]: 'unauthenticated',
  [grpcStatus.unimplemented]: 'internal',
  [grpcStatus.dataLoss]: 'internal',
}

/**
 * The reason behind a status that came without a refusal of the coordinator's. Such a status was made on the way:
 * by a library, a proxy or a connection that broke. Unless it says otherwise, the call may be tried again.
 */
export function reasonOfStatus(status: number): RefusalReason {
  return reasonWithoutWords[status] ?? 'unavailable'
}
