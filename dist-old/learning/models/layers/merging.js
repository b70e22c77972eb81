import { layerSchema, withoutWeights } from './layer-kind.js';
import { sameShape, shapeText } from './shape.js';
const addSchema = layerSchema('add', {});
const concatenateSchema = layerSchema('concatenate', {});
/** The sum of inputs of one shape. */
export const addKind = {
    schema: addSchema,
    takes: 'several inputs',
    outputShape: (_layer, inputs, refuse) => {
        const [first] = inputs;
        const other = inputs.find(input => !sameShape(input, first));
        if (other !== undefined)
            refuse(`it adds ${shapeText(first)} and ${shapeText(other)}; give both one shape`);
        return first;
    },
    ...withoutWeights,
};
/** Inputs behind one another on the last axis; the other axes must agree. */
export const concatenateKind = {
    schema: concatenateSchema,
    takes: 'several inputs',
    outputShape: (_layer, inputs, refuse) => {
        const [first] = inputs;
        const kept = first.slice(0, -1);
        const other = inputs.find(input => !sameShape(input.slice(0, -1), kept));
        if (other !== undefined) {
            refuse(`it joins ${shapeText(first)} and ${shapeText(other)}, which differ before the last axis`);
        }
        return [...kept, inputs.reduce((sum, input) => sum + input.at(-1), 0)];
    },
    ...withoutWeights,
};
//# sourceMappingURL=merging.js.map