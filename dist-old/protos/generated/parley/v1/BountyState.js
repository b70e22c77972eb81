// Original file: protos/parley/v1/bounties.proto
export const BountyState = {
    BOUNTY_STATE_UNSPECIFIED: 'BOUNTY_STATE_UNSPECIFIED',
    OPEN: 'OPEN',
    RUNNING: 'RUNNING',
    SETTLING: 'SETTLING',
    FINAL: 'FINAL',
    UNDERSUBSCRIBED: 'UNDERSUBSCRIBED',
    ABORTED_BUYER: 'ABORTED_BUYER',
    ABORTED_COORDINATOR: 'ABORTED_COORDINATOR',
};
//# sourceMappingURL=BountyState.js.map