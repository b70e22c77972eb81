/**
 * Each kind of layer as ONNX operators. Values keep the channels last, as they are here; operators over images want
 * them before, so that these stand between two transpositions, which runtimes take out again.
 */
import { imageWindow, signalWindow } from '../layers/convolution.js';
import { usualEpsilon } from '../layers/normalization.js';
import { poolWindow } from '../layers/pooling.js';
import { sizeOfShape } from '../layers/shape.js';
import { permuted } from './permute.js';
/** Adds a node of the network, and gives the name of what comes out. */
export function emitLayer(inputs, situation) {
    const { layer } = situation.node;
    // Each entry is only ever given layers of its own kind.
    const emit = emitters[layer.kind];
    return emit(layer, inputs, situation);
}
const emitters = {
    dense: ({ activation }, [input], { builder, weights }) => {
        const [kernel, bias] = weights;
        const product = builder.node('MatMul', [input, constant(builder, kernel)]);
        const sums = bias === undefined ? product : builder.node('Add', [product, constant(builder, bias)]);
        return activate(builder, activation, sums);
    },
    conv1d: (layer, [input], situation) => {
        const kernel = permuted(situation.weights[0], [2, 1, 0]);
        return convolution(layer, input, kernel, situation.weights[1], signalWindow(layer), situation);
    },
    conv2d: (layer, [input], situation) => {
        const kernel = permuted(situation.weights[0], [3, 2, 0, 1]);
        return convolution(layer, input, kernel, situation.weights[1], imageWindow(layer), situation);
    },
    'depthwise-conv2d': (layer, [input], situation) => {
        const [kernel, bias] = situation.weights;
        return convolution(layer, input, depthwise(kernel), bias, imageWindow(layer), situation);
    },
    'separable-conv2d': (layer, [input], situation) => {
        const [kernel, pointwise, bias] = situation.weights;
        const between = convolution({}, input, depthwise(kernel), undefined, imageWindow(layer), situation);
        const flat = { values: pointwise.values, shape: pointwise.shape.slice(2) };
        const { builder } = situation;
        const product = builder.node('MatMul', [between, constant(builder, flat)]);
        const sums = bias === undefined ? product : builder.node('Add', [product, constant(builder, bias)]);
        return activate(builder, layer.activation, sums);
    },
    'conv2d-transpose': (layer, [input], { builder, node, weights }) => {
        const [kernel, bias] = weights;
        const { extents, strides } = imageWindow(layer);
        const [inputShape, outputShape] = [node.inputShapes[0], node.outputShape];
        const missing = [0, 1].map(axis => (inputShape[axis] - 1) * strides[axis] + extents[axis] - outputShape[axis]);
        const before = missing.map(total => Math.floor(Math.max(total, 0) / 2));
        const after = missing.map((total, axis) => Math.max(total, 0) - before[axis]);
        const operands = [kernel, ...(bias === undefined ? [] : [bias])];
        operands[0] = permuted(kernel, [3, 2, 0, 1]);
        const sums = builder.node('ConvTranspose', [channelsFirst(builder, input, 2), ...operands.map(operand => constant(builder, operand))], {
            kernel_shape: extents,
            strides,
            pads: [...before, ...after],
            output_padding: missing.map(total => Math.max(-total, 0)),
        });
        return activate(builder, layer.activation, channelsLast(builder, sums, 2));
    },
    'max-pool1d': (layer, [input], situation) => pool('MaxPool', poolWindow(layer), input, situation),
    'max-pool2d': (layer, [input], situation) => pool('MaxPool', poolWindow(layer), input, situation),
    'average-pool1d': (layer, [input], situation) => pool('AveragePool', poolWindow(layer), input, situation),
    'average-pool2d': (layer, [input], situation) => pool('AveragePool', poolWindow(layer), input, situation),
    'global-average-pool1d': (_layer, [input], { builder }) => builder.node('ReduceMean', [input], { axes: [1], keepdims: 0 }),
    'global-average-pool2d': (_layer, [input], { builder }) => builder.node('ReduceMean', [input], { axes: [1, 2], keepdims: 0 }),
    flatten: (_layer, [input], { builder, node }) => reshape(builder, input, node.outputShape),
    reshape: (_layer, [input], { builder, node }) => reshape(builder, input, node.outputShape),
    upsample2d: ({ factors }, [input], { builder }) => {
        const scales = builder.floats(Float32Array.of(1, factors[0], factors[1], 1), [4]);
        return builder.node('Resize', [input, '', scales], {
            mode: 'nearest',
            nearest_mode: 'floor',
            coordinate_transformation_mode: 'asymmetric',
        });
    },
    'zero-pad2d': ({ margins: [top, bottom, left, right] }, [input], { builder }) => builder.node('Pad', [input, builder.integers([0, top, left, 0, 0, bottom, right, 0])]),
    activation: ({ activation }, [input], { builder }) => activate(builder, activation, input),
    'leaky-relu': ({ slope }, [input], { builder }) => builder.node('LeakyRelu', [input], { alpha: { float: slope } }),
    dropout: (_layer, [input]) => input,
    'layer-normalization': ({ epsilon = usualEpsilon }, [input], { builder, weights }) => builder.node('LayerNormalization', [input, ...weights.map(weight => constant(builder, weight))], {
        axis: -1,
        epsilon: { float: epsilon },
    }),
    'group-normalization': ({ groups, epsilon = usualEpsilon }, [input], { builder, node, weights }) => {
        const shape = node.outputShape;
        const channels = shape.at(-1);
        const runs = reshape(builder, input, [sizeOfShape(shape) / channels, groups, channels / groups]);
        const axes = { axes: [1, 3], keepdims: 1 };
        const centred = builder.node('Sub', [runs, builder.node('ReduceMean', [runs], axes)]);
        const variance = builder.node('ReduceMean', [builder.node('Mul', [centred, centred])], axes);
        const held = builder.node('Add', [variance, builder.floats(Float32Array.of(epsilon), [1])]);
        const standard = builder.node('Div', [centred, builder.node('Sqrt', [held])]);
        const [gamma, beta] = weights.map(weight => constant(builder, weight));
        return builder.node('Add', [builder.node('Mul', [reshape(builder, standard, shape), gamma]), beta]);
    },
    add: (_layer, inputs, { builder }) => builder.node('Sum', inputs),
    concatenate: (_layer, inputs, { builder }) => builder.node('Concat', inputs, { axis: -1 }),
};
function constant(builder, { values, shape }) {
    return builder.floats(values, shape);
}
function activate(builder, activation, sums) {
    switch (activation) {
        case undefined:
            return sums;
        case 'relu':
            return builder.node('Relu', [sums]);
        case 'relu6':
            return builder.node('Clip', [sums, scalar(builder, 0), scalar(builder, 6)]);
        case 'tanh':
            return builder.node('Tanh', [sums]);
        case 'sigmoid':
            return builder.node('Sigmoid', [sums]);
        case 'elu':
            return builder.node('Elu', [sums]);
        case 'softplus':
            return builder.node('Softplus', [sums]);
        case 'swish':
            return builder.node('Mul', [sums, builder.node('Sigmoid', [sums])]);
    }
}
function scalar(builder, value) {
    return builder.floats(Float32Array.of(value), []);
}
function reshape(builder, input, shape) {
    return builder.node('Reshape', [input, builder.integers([-1, ...shape])]);
}
function channelsFirst(builder, input, axes) {
    return builder.node('Transpose', [input], { perm: axes === 1 ? [0, 2, 1] : [0, 3, 1, 2] });
}
function channelsLast(builder, input, axes) {
    return builder.node('Transpose', [input], { perm: axes === 1 ? [0, 2, 1] : [0, 2, 3, 1] });
}
/** [height, width, channels, multiplier] as one filter for each channel and multiple. */
function depthwise(kernel) {
    const [height, width, channels, multiplier] = kernel.shape;
    const { values } = permuted(kernel, [2, 3, 0, 1]);
    return { values, shape: [channels * multiplier, 1, height, width] };
}
/** A convolution with filters [filters, channels of a group, …]; groups follow from the channels that come in. */
function convolution({ activation }, input, kernel, bias, window, { builder, node }) {
    const axes = window.extents.length;
    const [inputShape] = node.inputShapes;
    const operands = [kernel, ...(bias === undefined ? [] : [bias])].map(operand => constant(builder, operand));
    const sums = builder.node('Conv', [channelsFirst(builder, input, axes), ...operands], {
        kernel_shape: window.extents,
        strides: window.strides,
        pads: padsOf(window, inputShape),
        group: inputShape.at(-1) / kernel.shape[1],
    });
    return activate(builder, activation, channelsLast(builder, sums, axes));
}
function pool(operator, window, input, { builder, node }) {
    const axes = window.extents.length;
    const pooled = builder.node(operator, [channelsFirst(builder, input, axes)], {
        kernel_shape: window.extents,
        strides: window.strides,
        pads: padsOf(window, node.inputShapes[0]),
    });
    return channelsLast(builder, pooled, axes);
}
/** What "same" adds before every axis, then after: where it does not divide, one more after. */
function padsOf({ extents, strides, padding }, inputShape) {
    const missing = extents.map((size, axis) => {
        if (padding === 'valid')
            return 0;
        const windows = Math.ceil(inputShape[axis] / strides[axis]);
        return Math.max((windows - 1) * strides[axis] + size - inputShape[axis], 0);
    });
    const before = missing.map(total => Math.floor(total / 2));
    return [...before, ...missing.map((total, axis) => total - before[axis])];
}
//# sourceMappingURL=onnx-layers.js.map