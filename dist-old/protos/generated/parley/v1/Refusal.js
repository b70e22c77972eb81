// Original file: protos/parley/v1/common.proto
export {};
//# sourceMappingURL=Refusal.js.map