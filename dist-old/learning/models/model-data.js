export {};
//# sourceMappingURL=model-data.js.map