// Original file: protos/parley/v1/events.proto
export {};
//# sourceMappingURL=Event.js.map