import { biasWeights, kernelFields, kernelWeight, unitLimit } from './fields.js';
import { layerSchema } from './layer-kind.js';
import { sizeOfShape } from './shape.js';
const schema = layerSchema('dense', { units: unitLimit, ...kernelFields });
/** Every unit sees every value of the last axis; earlier axes are kept. Kernel [inputs, units]. */
export const denseKind = {
    schema,
    takes: 'one input',
    outputShape: ({ units }, [input]) => [...input.slice(0, -1), units],
    weights: (layer, [input]) => {
        const inputs = input.at(-1);
        const { units } = layer;
        return [
            kernelWeight('kernel', [inputs, units], { inputs, outputs: units }, layer),
            ...biasWeights(layer, units),
        ];
    },
    multiplyAdds: ({ units }, [input]) => sizeOfShape(input) * units,
};
//# sourceMappingURL=dense.js.map