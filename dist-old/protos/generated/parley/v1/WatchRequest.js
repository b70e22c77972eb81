// Original file: protos/parley/v1/events.proto
export {};
//# sourceMappingURL=WatchRequest.js.map