import { secureServer } from '../../../aggregation/index.ts'
import { keysOf } from './keys.ts'
import type { Phase } from './phase.ts'

/** R4: survivors open their shares; enough of them and the sum is known. */
export const unmasking: Phase<secureServer.Unmasked> = {
  serverStage: 'unmasking',
  stage: 'unmask',
  roundState: 'unmasking',
  timeoutMs: parameters => parameters.stageTimeoutsMs.unmask,
  expected: state => keysOf(state, state.survivors.members),
  answered: state => new Set(keysOf(state, state.openings.keys())),
  isComplete: secureServer.canFinish,
  canClose: secureServer.canFinish,
}
