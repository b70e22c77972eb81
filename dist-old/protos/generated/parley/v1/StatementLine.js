// Original file: protos/parley/v1/ledger.proto
export {};
//# sourceMappingURL=StatementLine.js.map