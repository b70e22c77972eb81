// Original file: protos/parley/v1/rounds.proto
export {};
//# sourceMappingURL=SurvivorSignature.js.map