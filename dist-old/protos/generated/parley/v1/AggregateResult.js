// Original file: protos/parley/v1/rounds.proto
export {};
//# sourceMappingURL=AggregateResult.js.map