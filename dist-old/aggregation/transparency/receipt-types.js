export {};
//# sourceMappingURL=receipt-types.js.map