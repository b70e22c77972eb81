import { secureDraw } from '../../../aggregation/index.js';
import { openingGraceMs } from './phase.js';
/** D0: whoever takes part commits to a seed. Expected are the bounty's participants. */
export const committing = {
    stage: 'commit',
    timeoutMs: parameters => parameters.stageTimeoutsMs.advertise,
    graceMs: openingGraceMs,
    losesMissing: false,
    expected: (_state, cohort) => cohort,
    hasAnswered: (state, key) => state.commitments.has(key),
    isComplete: (state, cohort) => state.commitments.size >= cohort.length,
    canClose: secureDraw.canCloseCommitments,
};
//# sourceMappingURL=committing.js.map