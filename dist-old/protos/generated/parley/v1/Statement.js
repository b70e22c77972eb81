// Original file: protos/parley/v1/ledger.proto
export {};
//# sourceMappingURL=Statement.js.map