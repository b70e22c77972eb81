export {};
//# sourceMappingURL=plain-worker-messages.js.map