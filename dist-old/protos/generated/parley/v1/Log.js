// Original file: protos/parley/v1/log.proto
export {};
//# sourceMappingURL=Log.js.map