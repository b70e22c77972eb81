// Original file: protos/parley/v1/rounds.proto
export {};
//# sourceMappingURL=ShareKeysRequest.js.map