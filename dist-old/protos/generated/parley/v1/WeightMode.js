// Original file: protos/parley/v1/rounds.proto
export const WeightMode = {
    WEIGHT_MODE_UNSPECIFIED: 'WEIGHT_MODE_UNSPECIFIED',
    EXAMPLES: 'EXAMPLES',
    EQUAL: 'EQUAL',
};
//# sourceMappingURL=WeightMode.js.map