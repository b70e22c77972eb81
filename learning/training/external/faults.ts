import { TrainingError, WorkerError } from '../../errors.ts'

/**
 * Why a child was ended, or ended by itself. `died`: the same request may succeed in a new one. `misbehaved`: it broke
 * the protocol or kept Parley waiting, and would again.
 */
export type ChildFault =
  | { readonly kind: 'died' | 'misbehaved'; readonly what: string }
  | { readonly kind: 'closed' }

/** The fault as the port tells it; `name` says which trainer, `stderr` is the end of what it wrote there. */
export function faultError(fault: ChildFault, name: string, stderr: string): TrainingError | WorkerError {
  if (fault.kind === 'closed') return new WorkerError('closed', 'the trainer was closed')
  const last = stderr === '' ? 'it wrote nothing to stderr' : `its stderr ended with:\n${stderr}`
  const message = `the trainer ${name} failed: ${fault.what}; ${last}`
  return fault.kind === 'died'
    ? new WorkerError('crashed', message)
    : new TrainingError('trainer-failed', message)
}

/** What a trainer gave back cannot be taken. */
export class UnusableWeights extends Error {
  override readonly name = 'UnusableWeights'
}
