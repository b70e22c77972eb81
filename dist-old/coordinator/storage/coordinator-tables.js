export {};
//# sourceMappingURL=coordinator-tables.js.map