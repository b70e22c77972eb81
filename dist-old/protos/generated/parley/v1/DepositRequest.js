// Original file: protos/parley/v1/ledger.proto
export {};
//# sourceMappingURL=DepositRequest.js.map