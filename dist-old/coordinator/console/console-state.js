export {};
//# sourceMappingURL=console-state.js.map