import { secureDraw } from '../../../aggregation/index.ts'
import { openingGraceMs, type Phase } from './phase.ts'

/** D0: whoever takes part commits to a seed. Expected are the bounty's participants. */
export const committing: Phase<secureDraw.Committing> = {
  stage: 'commit',
  timeoutMs: parameters => parameters.stageTimeoutsMs.advertise,
  graceMs: openingGraceMs,
  losesMissing: false,
  expected: (_state, cohort) => cohort,
  hasAnswered: (state, key) => state.commitments.has(key),
  isComplete: (state, cohort) => state.commitments.size >= cohort.length,
  canClose: secureDraw.canCloseCommitments,
}
