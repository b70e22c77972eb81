export {};
//# sourceMappingURL=run-messages.js.map