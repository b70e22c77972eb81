// Original file: protos/parley/v1/bounties.proto
export const EvaluationState = {
    EVALUATION_STATE_UNSPECIFIED: 'EVALUATION_STATE_UNSPECIFIED',
    AWAITED: 'AWAITED',
    DONE: 'DONE',
    MISSED: 'MISSED',
};
//# sourceMappingURL=EvaluationState.js.map