export {};
//# sourceMappingURL=ledger-tables.js.map