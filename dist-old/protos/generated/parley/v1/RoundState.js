// Original file: protos/parley/v1/bounties.proto
export const RoundState = {
    ROUND_STATE_UNSPECIFIED: 'ROUND_STATE_UNSPECIFIED',
    DRAWING: 'DRAWING',
    ADVERTISING: 'ADVERTISING',
    SHARING: 'SHARING',
    COLLECTING: 'COLLECTING',
    CERTIFYING: 'CERTIFYING',
    UNMASKING: 'UNMASKING',
    COMPLETED: 'COMPLETED',
    ABANDONED: 'ABANDONED',
};
//# sourceMappingURL=RoundState.js.map