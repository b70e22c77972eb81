// Original file: protos/parley/v1/bounties.proto
export {};
//# sourceMappingURL=ListBountiesRequest.js.map