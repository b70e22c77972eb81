/** `--backend`, for commands that compute with models. */
import { Option } from 'commander'
import {
  BackendError,
  type BackendName,
  backendNames,
  backendVariable,
  tryBackend,
} from '../learning/index.ts'

/** The option; `what` says what the backend is for. */
export function backendOption(what: string): Option {
  const usual = `${what} (else ${backendVariable}, else the fastest that works)`
  return new Option('--backend <name>', usual).choices(backendNames)
}

/** A backend that is insisted on must work: better told now than in the middle of a round. Throws `BackendError`. */
export async function requireBackend(insisted: BackendName | undefined): Promise<void> {
  if (insisted === undefined) return
  const { state, detail } = await tryBackend(insisted)
  if (state === 'unavailable') throw new BackendError(detail, insisted)
}
