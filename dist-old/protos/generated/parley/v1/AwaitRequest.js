// Original file: protos/parley/v1/rounds.proto
export {};
//# sourceMappingURL=AwaitRequest.js.map