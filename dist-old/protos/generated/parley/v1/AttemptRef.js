// Original file: protos/parley/v1/common.proto
export {};
//# sourceMappingURL=AttemptRef.js.map