// Original file: protos/parley/v1/rounds.proto
export {};
//# sourceMappingURL=Inbox.js.map