// Original file: protos/parley/v1/rounds.proto
export {};
//# sourceMappingURL=Unmasking.js.map