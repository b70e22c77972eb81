// Original file: protos/parley/v1/rounds.proto
export {};
//# sourceMappingURL=SignSurvivorsRequest.js.map