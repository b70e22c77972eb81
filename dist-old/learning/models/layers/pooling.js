import { natural, paddingField, pairOf } from './fields.js';
import { layerLimits, layerSchema, withoutWeights } from './layer-kind.js';
import { spatialInput, windowedExtents } from './windows.js';
const extent = natural(layerLimits.kernelExtent);
const extents = pairOf(layerLimits.kernelExtent);
// Windows follow one another without overlap unless strides say otherwise.
const signalFields = { size: extent, stride: extent.optional(), ...paddingField };
const imageFields = { size: extents, strides: extents.optional(), ...paddingField };
const maxPool1dSchema = layerSchema('max-pool1d', signalFields);
const averagePool1dSchema = layerSchema('average-pool1d', signalFields);
const maxPool2dSchema = layerSchema('max-pool2d', imageFields);
const averagePool2dSchema = layerSchema('average-pool2d', imageFields);
const global1dSchema = layerSchema('global-average-pool1d', {});
const global2dSchema = layerSchema('global-average-pool2d', {});
/** The window of a pooling layer. */
export function poolWindow(layer) {
    const padding = layer.padding ?? 'valid';
    if ('size' in layer && typeof layer.size === 'number') {
        const { size, stride = size } = layer;
        return { extents: [size], strides: [stride], padding };
    }
    const { size, strides = size } = layer;
    return { extents: size, strides, padding };
}
function poolKind(schema, axes) {
    return {
        schema,
        takes: 'one input',
        outputShape: (layer, [input], refuse) => {
            const { extents: inputExtents, channels } = spatialInput(input, axes, refuse);
            return [...windowedExtents(poolWindow(layer), inputExtents, refuse), channels];
        },
        ...withoutWeights,
    };
}
function globalKind(schema, axes) {
    return {
        schema,
        takes: 'one input',
        outputShape: (_layer, [input], refuse) => [spatialInput(input, axes, refuse).channels],
        ...withoutWeights,
    };
}
export const maxPool1dKind = poolKind(maxPool1dSchema, 1);
export const averagePool1dKind = poolKind(averagePool1dSchema, 1);
export const maxPool2dKind = poolKind(maxPool2dSchema, 2);
export const averagePool2dKind = poolKind(averagePool2dSchema, 2);
export const globalAveragePool1dKind = globalKind(global1dSchema, 1);
export const globalAveragePool2dKind = globalKind(global2dSchema, 2);
//# sourceMappingURL=pooling.js.map