import { biasWeights, kernelFields, kernelWeight, natural, paddingField, pairOf, unitLimit, } from './fields.js';
import { layerLimits, layerSchema } from './layer-kind.js';
import { sizeOfShape } from './shape.js';
import { spatialInput, unwindowedExtents, windowedExtents } from './windows.js';
const extent = natural(layerLimits.kernelExtent);
const extents = pairOf(layerLimits.kernelExtent);
const imageFields = { kernelSize: extents, strides: extents.optional(), ...paddingField, ...kernelFields };
const depthMultiplier = natural(layerLimits.depthMultiplier).optional();
const conv1dSchema = layerSchema('conv1d', {
    filters: unitLimit,
    kernelSize: extent,
    stride: extent.optional(),
    ...paddingField,
    ...kernelFields,
});
const conv2dSchema = layerSchema('conv2d', { filters: unitLimit, ...imageFields });
const depthwiseSchema = layerSchema('depthwise-conv2d', { depthMultiplier, ...imageFields });
const separableSchema = layerSchema('separable-conv2d', {
    filters: unitLimit,
    depthMultiplier,
    ...imageFields,
});
const transposeSchema = layerSchema('conv2d-transpose', { filters: unitLimit, ...imageFields });
/** The window of a layer over images. */
export function imageWindow({ kernelSize, strides = [1, 1], padding = 'valid' }) {
    return { extents: kernelSize, strides, padding };
}
/** The window of a layer over signals. */
export function signalWindow({ kernelSize, stride = 1, padding = 'valid' }) {
    return { extents: [kernelSize], strides: [stride], padding };
}
function convolved(window, input, filters, refuse) {
    const axes = window.extents.length;
    return [...windowedExtents(window, spatialInput(input, axes, refuse).extents, refuse), filters];
}
function convolutionWeights(layer, kernelSize, channels, filters) {
    const area = sizeOfShape(kernelSize);
    const fan = { inputs: area * channels, outputs: area * filters };
    return [
        kernelWeight('kernel', [...kernelSize, channels, filters], fan, layer),
        ...biasWeights(layer, filters),
    ];
}
/** Kernel [length, channels, filters]. */
export const conv1dKind = {
    schema: conv1dSchema,
    takes: 'one input',
    outputShape: (layer, [input], refuse) => convolved(signalWindow(layer), input, layer.filters, refuse),
    weights: (layer, [input]) => convolutionWeights(layer, [layer.kernelSize], input.at(-1), layer.filters),
    multiplyAdds: ({ kernelSize }, [input], output) => sizeOfShape(output) * kernelSize * input.at(-1),
};
/** Kernel [height, width, channels, filters]. */
export const conv2dKind = {
    schema: conv2dSchema,
    takes: 'one input',
    outputShape: (layer, [input], refuse) => convolved(imageWindow(layer), input, layer.filters, refuse),
    weights: (layer, [input]) => convolutionWeights(layer, layer.kernelSize, input.at(-1), layer.filters),
    multiplyAdds: ({ kernelSize }, [input], output) => sizeOfShape(output) * sizeOfShape(kernelSize) * input.at(-1),
};
function depthwiseOutput(layer, input, refuse) {
    const window = imageWindow(layer);
    if (window.strides[0] !== window.strides[1])
        refuse('its strides must be equal for height and width');
    return convolved(window, input, input.at(-1) * (layer.depthMultiplier ?? 1), refuse);
}
function depthwiseKernel(layer, channels) {
    const { kernelSize, depthMultiplier: multiplier = 1 } = layer;
    const area = sizeOfShape(kernelSize);
    const fan = { inputs: area, outputs: area * multiplier };
    return kernelWeight('depthwise-kernel', [...kernelSize, channels, multiplier], fan, layer);
}
/** Each channel under kernels of its own. Kernel [height, width, channels, depthMultiplier]. */
export const depthwiseKind = {
    schema: depthwiseSchema,
    takes: 'one input',
    outputShape: (layer, [input], refuse) => depthwiseOutput(layer, input, refuse),
    weights: (layer, [input]) => {
        const channels = input.at(-1);
        return [depthwiseKernel(layer, channels), ...biasWeights(layer, channels * (layer.depthMultiplier ?? 1))];
    },
    multiplyAdds: ({ kernelSize }, _inputs, output) => sizeOfShape(output) * sizeOfShape(kernelSize),
};
/** A depthwise convolution, then one over the channels alone. */
export const separableKind = {
    schema: separableSchema,
    takes: 'one input',
    outputShape: (layer, [input], refuse) => [
        ...depthwiseOutput(layer, input, refuse).slice(0, -1),
        layer.filters,
    ],
    weights: (layer, [input]) => {
        const channels = input.at(-1);
        const between = channels * (layer.depthMultiplier ?? 1);
        const fan = { inputs: between, outputs: layer.filters };
        return [
            depthwiseKernel(layer, channels),
            kernelWeight('pointwise-kernel', [1, 1, between, layer.filters], fan, layer),
            ...biasWeights(layer, layer.filters),
        ];
    },
    multiplyAdds: ({ kernelSize, depthMultiplier: multiplier = 1, filters }, [input], output) => (sizeOfShape(output) / filters) * input.at(-1) * multiplier * (sizeOfShape(kernelSize) + filters),
};
/** The gradient of a convolution as a layer, which enlarges. Kernel [height, width, filters, channels]. */
export const transposeKind = {
    schema: transposeSchema,
    takes: 'one input',
    outputShape: (layer, [input], refuse) => {
        const { extents: inputExtents } = spatialInput(input, 2, refuse);
        return [...unwindowedExtents(imageWindow(layer), inputExtents), layer.filters];
    },
    weights: (layer, [input]) => {
        const { kernelSize, filters } = layer;
        const channels = input.at(-1);
        const area = sizeOfShape(kernelSize);
        const fan = { inputs: area * channels, outputs: area * filters };
        return [
            kernelWeight('kernel', [...kernelSize, filters, channels], fan, layer),
            ...biasWeights(layer, filters),
        ];
    },
    multiplyAdds: ({ kernelSize, filters }, [input]) => sizeOfShape(input) * sizeOfShape(kernelSize) * filters,
};
//# sourceMappingURL=convolution.js.map