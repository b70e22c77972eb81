import type { secureServer } from '../../../aggregation/index.ts'
import { allIn, keysOf, rosterKeys } from './keys.ts'
import type { Phase } from './phase.ts'

/** R1: every member of the roster deals its shares. */
export const sharing: Phase<secureServer.Sharing> = {
  serverStage: 'sharing',
  stage: 'share',
  roundState: 'sharing',
  timeoutMs: parameters => parameters.stageTimeoutsMs.share,
  expected: rosterKeys,
  answered: state => new Set(keysOf(state, state.dealt.keys())),
  isComplete: state => allIn(rosterKeys(state), new Set(keysOf(state, state.dealt.keys()))),
  canClose: state => state.dealt.size >= state.session.threshold,
}
