import type { secureServer } from '../../../aggregation/index.ts'
import { allIn, keysOf } from './keys.ts'
import type { Phase } from './phase.ts'

/** R2: masked inputs, from those whose shares are held by the others. Training falls into this wait. */
export const collectingInputs: Phase<secureServer.Masking> = {
  serverStage: 'masking',
  stage: 'input',
  roundState: 'collecting',
  timeoutMs: parameters => parameters.stageTimeoutsMs.input,
  expected: state => keysOf(state, state.sharers.members),
  answered: state => new Set(keysOf(state, state.headers.keys())),
  isComplete: state =>
    allIn(keysOf(state, state.sharers.members), new Set(keysOf(state, state.headers.keys()))),
  canClose: state => state.headers.size >= state.session.threshold,
}
