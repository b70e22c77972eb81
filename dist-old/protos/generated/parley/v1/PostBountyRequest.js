// Original file: protos/parley/v1/bounties.proto
export {};
//# sourceMappingURL=PostBountyRequest.js.map