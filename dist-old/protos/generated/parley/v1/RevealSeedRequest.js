// Original file: protos/parley/v1/rounds.proto
export {};
//# sourceMappingURL=RevealSeedRequest.js.map