import { secureServer } from '../../../aggregation/index.js';
import { isIn } from './keys.js';
/** R1: every member of the roster deals its shares. */
export const sharing = {
    stage: 'share',
    timeoutMs: parameters => parameters.stageTimeoutsMs.share,
    graceMs: 0,
    losesMissing: true,
    expected: state => [...state.session.indices.keys()],
    hasAnswered: (state, key) => isIn(state, state.dealt, key),
    isComplete: state => state.dealt.size === state.session.size,
    canClose: secureServer.canCloseSharing,
};
//# sourceMappingURL=sharing.js.map