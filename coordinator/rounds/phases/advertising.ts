import { secureServer } from '../../../aggregation/index.ts'
import { openingGraceMs, type Phase } from './phase.ts'

/** R0: who is here for this attempt. Expected is everybody who may be in the group. */
export const advertising: Phase<secureServer.Advertising> = {
  stage: 'advertise',
  timeoutMs: parameters => parameters.stageTimeoutsMs.advertise,
  graceMs: openingGraceMs,
  losesMissing: false,
  expected: (_state, cohort) => cohort,
  hasAnswered: (state, key) => state.advertisements.has(key),
  isComplete: (state, cohort) => state.advertisements.size >= cohort.length,
  canClose: secureServer.canCloseAdvertising,
}
