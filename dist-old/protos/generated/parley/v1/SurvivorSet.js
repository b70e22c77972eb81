// Original file: protos/parley/v1/rounds.proto
export {};
//# sourceMappingURL=SurvivorSet.js.map