/**
 * What each kind of layer computes, on a batch of examples, from operations whose gradients are right: that which
 * TensorFlow.js 4.22 gives `resizeNearestNeighbor` is not, so that it is not used. Those of pooling are mended where a
 * backend is started.
 */
import * as tf from '@tensorflow/tfjs-core';
import { imageWindow, signalWindow } from './convolution.js';
import { usualEpsilon } from './normalization.js';
import { poolWindow } from './pooling.js';
import { sizeOfShape } from './shape.js';
/** What comes out of a node. Call inside `tf.tidy`. */
export function computeNode(inputs, situation) {
    const { layer } = situation.node;
    // Each entry is only ever given layers of its own kind.
    const forward = forwards[layer.kind];
    return forward(layer, inputs, situation);
}
const forwards = {
    dense: (layer, [input], { weights }) => {
        const [kernel, bias] = weights;
        const width = input.shape.at(-1);
        const sums = tf.matMul(tf.reshape(input, [-1, width]), kernel);
        const shaped = tf.reshape(sums, [...input.shape.slice(0, -1), layer.units]);
        return activate(layer.activation, addBias(shaped, bias));
    },
    conv1d: (layer, [input], { weights }) => {
        const [kernel, bias] = weights;
        const kernelImage = tf.expandDims(kernel, 0);
        const sums = tf.conv2d(asImages(input), kernelImage, ...convolutionOf(widened(signalWindow(layer))));
        return activate(layer.activation, addBias(tf.squeeze(sums, [1]), bias));
    },
    conv2d: (layer, [input], { weights }) => {
        const [kernel, bias] = weights;
        const sums = tf.conv2d(input, kernel, ...convolutionOf(imageWindow(layer)));
        return activate(layer.activation, addBias(sums, bias));
    },
    'depthwise-conv2d': (layer, [input], { weights }) => {
        const [kernel, bias] = weights;
        return activate(layer.activation, addBias(depthwise(input, kernel, imageWindow(layer)), bias));
    },
    'separable-conv2d': (layer, [input], { weights }) => {
        const [kernel, pointwise, bias] = weights;
        const between = depthwise(input, kernel, imageWindow(layer));
        const sums = tf.conv2d(between, pointwise, 1, 'valid');
        return activate(layer.activation, addBias(sums, bias));
    },
    'conv2d-transpose': (layer, [input], { weights, node }) => {
        const [kernel, bias] = weights;
        const window = imageWindow(layer);
        const [height, width, filters] = node.outputShape;
        const sums = tf.conv2dTranspose(input, kernel, [input.shape[0], height, width, filters], [...window.strides], window.padding);
        return activate(layer.activation, addBias(sums, bias));
    },
    'max-pool1d': (layer, [input]) => pool1d(input, poolWindow(layer), 'max'),
    'max-pool2d': (layer, [input]) => pool(input, poolWindow(layer), 'max'),
    'average-pool1d': (layer, [input]) => pool1d(input, poolWindow(layer), 'avg'),
    'average-pool2d': (layer, [input]) => pool(input, poolWindow(layer), 'avg'),
    'global-average-pool1d': (_layer, [input]) => tf.mean(input, 1),
    'global-average-pool2d': (_layer, [input]) => tf.mean(input, [1, 2]),
    flatten: (_layer, [input], { node }) => reshapeTo(input, node, input.shape[0]),
    reshape: (_layer, [input], { node }) => reshapeTo(input, node, input.shape[0]),
    upsample2d: ({ factors }, [input], { node }) => {
        const [batch, height, width, channels] = input.shape;
        const wider = repeated(tf.reshape(input, [-1, channels]), factors[1]);
        const rows = tf.reshape(wider, [batch * height, width * factors[1] * channels]);
        return reshapeTo(repeated(rows, factors[0]), node, batch);
    },
    'zero-pad2d': ({ margins: [top, bottom, left, right] }, [input]) => tf.pad(input, [
        [0, 0],
        [top, bottom],
        [left, right],
        [0, 0],
    ]),
    activation: ({ activation }, [input]) => activate(activation, input),
    'leaky-relu': ({ slope }, [input]) => tf.leakyRelu(input, slope),
    dropout: ({ rate }, [input], { dropping }) => dropping === undefined || rate === 0 ? input : tf.mul(input, keptValues(input.shape, rate, dropping)),
    'layer-normalization': ({ epsilon }, [input], { weights }) => scaleAndShift(standardised(input, [-1], epsilon), weights),
    'group-normalization': ({ groups, epsilon }, [input], { weights }) => {
        const channels = input.shape.at(-1);
        const runs = tf.reshape(input, [input.shape[0], -1, groups, channels / groups]);
        const standard = tf.reshape(standardised(runs, [1, 3], epsilon), input.shape);
        return scaleAndShift(standard, weights);
    },
    add: (_layer, inputs) => tf.addN([...inputs]),
    concatenate: (_layer, inputs) => tf.concat([...inputs], inputs[0].rank - 1),
};
/** What an activation makes of sums. */
export function activate(activation, sums) {
    switch (activation) {
        case undefined:
            return sums;
        case 'relu':
            return tf.relu(sums);
        case 'relu6':
            return tf.relu6(sums);
        case 'tanh':
            return tf.tanh(sums);
        case 'sigmoid':
            return tf.sigmoid(sums);
        case 'elu':
            return tf.elu(sums);
        case 'softplus':
            return tf.softplus(sums);
        case 'swish':
            return tf.mul(sums, tf.sigmoid(sums));
    }
}
function addBias(sums, bias) {
    return bias === undefined ? sums : tf.add(sums, bias);
}
function convolutionOf({ strides, padding }) {
    return [[strides[0], strides[1]], padding];
}
function depthwise(input, kernel, window) {
    return tf.depthwiseConv2d(input, kernel, ...convolutionOf(window));
}
/** Signals [batch, length, channels] as images one high. */
function asImages(signals) {
    return tf.expandDims(signals, 1);
}
/** The window of a signal over an image one high. */
function widened({ extents, strides, padding }) {
    return { extents: [1, extents[0]], strides: [1, strides[0]], padding };
}
function pool(input, window, kind) {
    const { extents, strides, padding } = window;
    const [size, step] = [extents, strides].map(pair => [pair[0], pair[1]]);
    if (kind === 'max')
        return tf.maxPool(input, size, step, padding);
    return tf.avgPool(input, size, step, padding);
}
function pool1d(input, window, kind) {
    return tf.squeeze(pool(asImages(input), widened(window), kind), [1]);
}
function reshapeTo(values, { outputShape }, batch) {
    return tf.reshape(values, [batch, ...outputShape]);
}
/** Every row so many times behind itself. */
function repeated(rows, times) {
    return times === 1 ? rows : tf.concat(Array(times).fill(rows), 1);
}
/** 0 for a value that is dropped, 1 / (1 - rate) for one that is kept. */
function keptValues(shape, rate, random) {
    const values = new Float32Array(sizeOfShape(shape));
    const grown = 1 / (1 - rate);
    for (let i = 0; i < values.length; i++)
        values[i] = random.unit() < rate ? 0 : grown;
    return tf.tensor(values, shape);
}
function standardised(values, axes, epsilon = usualEpsilon) {
    const { mean, variance } = tf.moments(values, axes, true);
    return tf.mul(tf.sub(values, mean), tf.rsqrt(tf.add(variance, epsilon)));
}
function scaleAndShift(values, [gamma, beta]) {
    return tf.add(tf.mul(values, gamma), beta);
}
//# sourceMappingURL=forward.js.map