import { secureServer } from '../../../aggregation/index.ts'
import { isIn, keysOf } from './keys.ts'
import type { Phase } from './phase.ts'

/** R3: the survivors sign the one set of survivors they were shown. */
export const certifying: Phase<secureServer.Certifying> = {
  stage: 'survivors',
  timeoutMs: parameters => parameters.stageTimeoutsMs.survivors,
  graceMs: 0,
  losesMissing: true,
  expected: state => keysOf(state, state.survivors.members),
  hasAnswered: (state, key) => isIn(state, state.signatures, key),
  isComplete: state => state.signatures.size === state.survivors.members.length,
  canClose: secureServer.canCloseSurvivors,
}
