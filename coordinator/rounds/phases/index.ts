import type { secureServer } from '../../../aggregation/index.ts'
import { advertising } from './advertising.ts'
import { certifying } from './certifying.ts'
import { collectingInputs } from './collecting-inputs.ts'
import type { Phase } from './phase.ts'
import { sharing } from './sharing.ts'
import { unmasking } from './unmasking.ts'

export type { Phase } from './phase.ts'

/** The phase an attempt is in; undefined once it is over. */
export function phaseOf(state: secureServer.ServerState): Phase | undefined {
  // Each phase takes the state of its own stage; the pairing is made here and nowhere else.
  const phases = { advertising, sharing, masking: collectingInputs, certifying, unmasking }
  if (state.phase === 'finished' || state.phase === 'aborted') return undefined
  return phases[state.phase] as unknown as Phase
}
