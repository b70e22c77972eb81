/** What no model may go beyond, whatever its family; checked before a tensor is made. */
export const modelLimits = {
    parameters: 50_000_000,
    inputSize: 1_000_000,
    inputDimensions: 4,
    hiddenLayers: 16,
    unitsPerLayer: 65_536,
    classes: 10_000,
    layers: 256,
    /** Values that the layers of a model put out for one example, 256 MiB of them. */
    activations: 1 << 26,
    /** Products added up for one example: some ten seconds of one core. */
    multiplyAdds: 100_000_000_000,
};
//# sourceMappingURL=limits.js.map