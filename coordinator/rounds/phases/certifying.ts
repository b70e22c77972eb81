import type { secureServer } from '../../../aggregation/index.ts'
import { allIn, keysOf } from './keys.ts'
import type { Phase } from './phase.ts'

/** R3: the survivors sign the one set of survivors they were shown. */
export const certifying: Phase<secureServer.Certifying> = {
  serverStage: 'certifying',
  stage: 'survivors',
  roundState: 'certifying',
  timeoutMs: parameters => parameters.stageTimeoutsMs.survivors,
  expected: state => keysOf(state, state.survivors.members),
  answered: state => new Set(keysOf(state, state.signatures.keys())),
  isComplete: state =>
    allIn(keysOf(state, state.survivors.members), new Set(keysOf(state, state.signatures.keys()))),
  canClose: state => state.signatures.size >= state.session.threshold,
}
