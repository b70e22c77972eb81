export {};
//# sourceMappingURL=log-tables.js.map