// Original file: protos/parley/v1/common.proto
export {};
//# sourceMappingURL=Empty.js.map