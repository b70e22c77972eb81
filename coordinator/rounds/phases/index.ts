import type { secureDraw, secureServer } from '../../../aggregation/index.ts'
import { advertising } from './advertising.ts'
import { certifying } from './certifying.ts'
import { collectingInputs } from './collecting-inputs.ts'
import { committing } from './committing.ts'
import type { Phase, StageWord } from './phase.ts'
import { revealing } from './revealing.ts'
import { sharing } from './sharing.ts'
import { unmasking } from './unmasking.ts'

export { type Phase, type StageWord, stageWords } from './phase.ts'

// Each phase takes the state of its own stage; the pairing is made here and nowhere else.
const groupPhases = { advertising, sharing, masking: collectingInputs, certifying, unmasking }

/** What a stage of the protocol is called outside. */
export function stageWordOf(stage: secureServer.ServerStage): StageWord {
  return groupPhases[stage].stage
}

/** The phase a group's attempt is in; undefined once it is over. */
export function groupPhaseOf(state: secureServer.ServerState): Phase<secureServer.ServerState> | undefined {
  if (state.phase === 'finished' || state.phase === 'aborted') return undefined
  return groupPhases[state.phase] as unknown as Phase<secureServer.ServerState>
}

/** The phase a draw is in; undefined once it is over. */
export function drawPhaseOf(state: secureDraw.DrawState): Phase<secureDraw.DrawState> | undefined {
  const phases = { committing, revealing }
  if (state.phase === 'cut' || state.phase === 'failed') return undefined
  return phases[state.phase] as unknown as Phase<secureDraw.DrawState>
}
