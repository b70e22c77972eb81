/**
 * Failures as the person at the terminal meets them: what was wrong, where, and what to do, with the exit code that
 * says whose turn it is. 2: the command or a file named in it must be corrected. 1: everything else.
 */
import { CommanderError } from 'commander'
import type { Refusal, RefusalReason } from '../protos/reasons.ts'

/** Bad usage or bad input; exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** An expected failure that no other spelling of the command would avoid; exit code 1. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
  /** A word for programs. */
  readonly reason: string

  constructor(message: string, reason = 'failed') {
    super(message)
    this.reason = reason
  }
}

/** The result has been printed and is a failure: nothing more for programs; exit code 1. */
export class ReportedFailure extends Error {
  override readonly name = 'ReportedFailure'
}

/** Stopped by a signal, with what was done kept and told; the exit code of shells for SIGINT. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError'
}

/** The coordinator said no. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError'
  readonly refusal: Refusal

  constructor(refusal: Refusal) {
    const field = refusal.field === undefined ? '' : `${refusal.field}: `
    super(`the coordinator refused (${refusal.reason}): ${field}${refusal.message}`)
    this.refusal = refusal
  }
}

/** Refusals that the user answers by writing something else. */
const inputReasons: ReadonlySet<RefusalReason> = new Set<RefusalReason>([
  'invitation-invalid',
  'malformed',
  'too-large',
  'terms-invalid',
  'model-does-not-fit',
  'not-found',
  'blob-mismatch',
])

/** Errors of other rooms, by name, that mean a file or an argument must be corrected. */
const inputErrors: ReadonlySet<string> = new Set([
  'ApiKeyError',
  'BackendError',
  'DataError',
  'DocumentError',
  'ExperimentError',
  'ExperimentFileError',
  'ModelError',
  'KeystoreError',
  'EnvironmentError',
  'OwnKeyError',
  'PolicyError',
  'ResultsError',
  'UsageError',
])

/** Errors of other rooms, by name, whose message is meant for people as it stands. */
const plainErrors: ReadonlySet<string> = new Set([
  'CommandError',
  'ReportedFailure',
  'RefusedError',
  'StorageLockedError',
  'TrainingError',
  'StorageUnavailableError',
  'GrpcPortError',
  'LogForkedError',
  'ConsolePortError',
  'StorageContentionError',
  'ConsoleHostError',
  'FolderInUseError',
  'AgentStateError',
  'PrivacyLedgerError',
  'PlaintextError',
  'ScoringError',
  'SignerError',
])

export interface Explanation {
  /** A word for programs. */
  readonly reason: string
  readonly message: string
  readonly exitCode: 0 | 1 | 2 | 130
}

/** How an error is told and what the process exits with. */
export function explain(error: unknown): Explanation {
  if (error instanceof CommanderError) {
    return { reason: 'usage', message: error.message, exitCode: error.exitCode === 0 ? 0 : 2 }
  }
  if (error instanceof InterruptedError)
    return { reason: 'interrupted', message: error.message, exitCode: 130 }
  if (error instanceof RefusedError) {
    const { reason } = error.refusal
    return { reason, message: error.message, exitCode: inputReasons.has(reason) ? 2 : 1 }
  }
  const { name, message } = error instanceof Error ? error : new Error(String(error))
  const specific = (error as { reason?: unknown } | null)?.reason
  const reason = typeof specific === 'string' ? specific : name
  if (inputErrors.has(name)) return { reason, message, exitCode: 2 }
  if (plainErrors.has(name)) return { reason, message, exitCode: 1 }
  return explainSystemError(error, message)
}

/** Errors of Node carry a code; anything else is a fault of ours, told as such. */
function explainSystemError(error: unknown, message: string): Explanation {
  const { code, path } = (error ?? {}) as { code?: unknown; path?: unknown }
  const file = typeof path === 'string' ? path : 'a file'
  switch (code) {
    case 'ENOENT':
      return { reason: 'not-found', message: `${file} does not exist; check the path`, exitCode: 2 }
    case 'EACCES':
    case 'EPERM':
      return { reason: 'permission', message: `${file} may not be opened: permission denied`, exitCode: 1 }
    case 'ENOSPC':
      return { reason: 'disk-full', message: `the disk is full; free some space and try again`, exitCode: 1 }
    case 'EADDRINUSE':
      return {
        reason: 'port-in-use',
        message: `${message}: another process listens there; stop it, or choose another port`,
        exitCode: 1,
      }
    default:
      return {
        reason: 'internal',
        message: `${message} (unexpected; set PARLEY_DEBUG=1 to see where it happened)`,
        exitCode: 1,
      }
  }
}
