import { secureServer } from '../../../aggregation/index.js';
import { isIn, keysOf } from './keys.js';
/** R4: survivors open their shares; enough of them and the sum is known. Who is late loses nothing by it. */
export const unmasking = {
    stage: 'unmask',
    timeoutMs: parameters => parameters.stageTimeoutsMs.unmask,
    graceMs: 0,
    losesMissing: false,
    expected: state => keysOf(state, state.survivors.members),
    hasAnswered: (state, key) => isIn(state, state.openings, key),
    // Everybody opened and some shares were bad: waiting longer brings nothing either.
    isComplete: state => secureServer.canFinish(state) || state.openings.size === state.survivors.members.length,
    canClose: secureServer.canFinish,
};
//# sourceMappingURL=unmasking.js.map