export {};
//# sourceMappingURL=table-source.js.map