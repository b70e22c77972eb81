import type { secureServer } from '../../../aggregation/index.ts'
import { allIn } from './keys.ts'
import type { Phase } from './phase.ts'

/** R0: who is here for this attempt. Expected are the bounty's participants. */
export const advertising: Phase<secureServer.Advertising> = {
  serverStage: 'advertising',
  stage: 'advertise',
  roundState: 'advertising',
  timeoutMs: parameters => parameters.stageTimeoutsMs.advertise,
  expected: (_state, cohort) => cohort,
  answered: state => new Set(state.advertisements.keys()),
  isComplete: (state, cohort) => allIn(cohort, new Set(state.advertisements.keys())),
  canClose: state => state.advertisements.size >= state.context.parameters.minimumGroup,
}
