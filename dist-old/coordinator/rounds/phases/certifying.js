import { secureServer } from '../../../aggregation/index.js';
import { isIn, keysOf } from './keys.js';
/** R3: the survivors sign the one set of survivors they were shown. */
export const certifying = {
    stage: 'survivors',
    timeoutMs: parameters => parameters.stageTimeoutsMs.survivors,
    graceMs: 0,
    losesMissing: true,
    expected: state => keysOf(state, state.survivors.members),
    hasAnswered: (state, key) => isIn(state, state.signatures, key),
    isComplete: state => state.signatures.size === state.survivors.members.length,
    canClose: secureServer.canCloseSurvivors,
};
//# sourceMappingURL=certifying.js.map