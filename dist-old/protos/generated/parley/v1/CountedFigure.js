// Original file: protos/parley/v1/bounties.proto
export {};
//# sourceMappingURL=CountedFigure.js.map