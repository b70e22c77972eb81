// Original file: protos/parley/v1/bounties.proto
export {};
//# sourceMappingURL=BuyerEvaluation.js.map