import { secureServer } from '../../../aggregation/index.js';
import { openingGraceMs } from './phase.js';
/** R0: who is here for this attempt. Expected is everybody who may be in the group. */
export const advertising = {
    stage: 'advertise',
    timeoutMs: parameters => parameters.stageTimeoutsMs.advertise,
    graceMs: openingGraceMs,
    losesMissing: false,
    expected: (_state, cohort) => cohort,
    hasAnswered: (state, key) => state.advertisements.has(key),
    isComplete: (state, cohort) => state.advertisements.size >= cohort.length,
    canClose: secureServer.canCloseAdvertising,
};
//# sourceMappingURL=advertising.js.map