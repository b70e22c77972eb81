import { secureServer } from '../../../aggregation/index.js';
import { isIn, keysOf } from './keys.js';
/** R2: masked inputs, from those whose shares are held by the others. Training falls into this wait. */
export const collectingInputs = {
    stage: 'input',
    timeoutMs: parameters => parameters.stageTimeoutsMs.input,
    graceMs: 0,
    losesMissing: true,
    expected: state => keysOf(state, state.sharers.members),
    hasAnswered: (state, key) => isIn(state, state.headers, key),
    isComplete: state => state.headers.size === state.sharers.members.length,
    canClose: secureServer.canCloseInputs,
};
//# sourceMappingURL=collecting-inputs.js.map