import { secureServer } from '../../../aggregation/index.ts'
import { isIn } from './keys.ts'
import type { Phase } from './phase.ts'

/** R1: every member of the roster deals its shares. */
export const sharing: Phase<secureServer.Sharing> = {
  stage: 'share',
  timeoutMs: parameters => parameters.stageTimeoutsMs.share,
  graceMs: 0,
  losesMissing: true,
  expected: state => [...state.session.indices.keys()],
  hasAnswered: (state, key) => isIn(state, state.dealt, key),
  isComplete: state => state.dealt.size === state.session.size,
  canClose: secureServer.canCloseSharing,
}
