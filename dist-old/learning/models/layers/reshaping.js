/** Layers that move or repeat values and compute nothing. */
import { z } from 'zod';
import { natural, pairOf } from './fields.js';
import { layerLimits, layerSchema, withoutWeights } from './layer-kind.js';
import { shapeText, sizeOfShape } from './shape.js';
import { spatialInput } from './windows.js';
const margin = z.int().min(0).max(layerLimits.padding);
const flattenSchema = layerSchema('flatten', {});
const reshapeSchema = layerSchema('reshape', {
    /** One extent may be -1: what the others leave. */
    shape: z
        .array(z.union([natural(layerLimits.extent), z.literal(-1)]))
        .min(1)
        .max(layerLimits.dimensions)
        .refine(shape => shape.filter(extent => extent === -1).length <= 1, 'has -1 more than once')
        .readonly(),
});
const upsampleSchema = layerSchema('upsample2d', { factors: pairOf(layerLimits.factor) });
const zeroPadSchema = layerSchema('zero-pad2d', {
    /** Top, bottom, left, right. */
    margins: z.tuple([margin, margin, margin, margin]).readonly(),
});
/** All values on one axis, in row order. */
export const flattenKind = {
    schema: flattenSchema,
    takes: 'one input',
    outputShape: (_layer, [input]) => [sizeOfShape(input)],
    ...withoutWeights,
};
/** The same values under other extents. */
export const reshapeKind = {
    schema: reshapeSchema,
    takes: 'one input',
    outputShape: ({ shape }, [input], refuse) => {
        const given = sizeOfShape(input);
        const stated = sizeOfShape(shape.filter(extent => extent !== -1));
        const output = shape.map(extent => (extent === -1 ? given / stated : extent));
        if (sizeOfShape(output) !== given || output.some(extent => !Number.isInteger(extent))) {
            refuse(`its shape ${shapeText(shape)} takes ${stated} values at a time and its input ${shapeText(input)} has ${given}`);
        }
        return output;
    },
    ...withoutWeights,
};
/** Every pixel repeated by the factors of height and width. */
export const upsampleKind = {
    schema: upsampleSchema,
    takes: 'one input',
    outputShape: ({ factors }, [input], refuse) => {
        const { extents, channels } = spatialInput(input, 2, refuse);
        return [extents[0] * factors[0], extents[1] * factors[1], channels];
    },
    ...withoutWeights,
};
/** Zeros around an image. */
export const zeroPadKind = {
    schema: zeroPadSchema,
    takes: 'one input',
    outputShape: ({ margins: [top, bottom, left, right] }, [input], refuse) => {
        const { extents, channels } = spatialInput(input, 2, refuse);
        return [extents[0] + top + bottom, extents[1] + left + right, channels];
    },
    ...withoutWeights,
};
//# sourceMappingURL=reshaping.js.map