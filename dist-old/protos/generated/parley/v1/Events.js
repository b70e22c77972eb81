// Original file: protos/parley/v1/events.proto
export {};
//# sourceMappingURL=Events.js.map