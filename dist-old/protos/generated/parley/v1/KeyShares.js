// Original file: protos/parley/v1/rounds.proto
export {};
//# sourceMappingURL=KeyShares.js.map