// Original file: protos/parley/v1/log.proto
export {};
//# sourceMappingURL=Leaves.js.map