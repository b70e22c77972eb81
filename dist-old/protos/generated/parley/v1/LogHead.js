// Original file: protos/parley/v1/rounds.proto
export {};
//# sourceMappingURL=LogHead.js.map