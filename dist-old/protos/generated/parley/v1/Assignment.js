// Original file: protos/parley/v1/rounds.proto
export {};
//# sourceMappingURL=Assignment.js.map