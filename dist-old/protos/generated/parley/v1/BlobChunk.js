// Original file: protos/parley/v1/bounties.proto
export {};
//# sourceMappingURL=BlobChunk.js.map