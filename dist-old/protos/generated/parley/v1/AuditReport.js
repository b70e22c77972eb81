// Original file: protos/parley/v1/ledger.proto
export {};
//# sourceMappingURL=AuditReport.js.map