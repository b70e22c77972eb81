export {};
//# sourceMappingURL=door.js.map