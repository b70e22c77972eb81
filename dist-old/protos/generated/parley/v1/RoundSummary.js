// Original file: protos/parley/v1/bounties.proto
export {};
//# sourceMappingURL=RoundSummary.js.map