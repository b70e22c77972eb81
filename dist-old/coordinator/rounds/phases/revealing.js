import { toHex } from '../../../aggregation/index.js';
/** D1: who committed shows its seed. One that is missing voids the draw, so everybody has the whole time of the stage. */
export const revealing = {
    stage: 'reveal',
    timeoutMs: parameters => parameters.stageTimeoutsMs.advertise,
    graceMs: 0,
    losesMissing: true,
    expected: state => state.cohort.entries.map(({ identityKey }) => toHex(identityKey)),
    hasAnswered: (state, key) => state.seeds.has(key),
    isComplete: state => state.seeds.size === state.cohort.entries.length,
    canClose: state => state.seeds.size === state.cohort.entries.length,
};
//# sourceMappingURL=revealing.js.map