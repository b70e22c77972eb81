/**
 * Gradients of two-dimensional convolutions, written with the forward convolutions, which every backend computes fast.
 * Tensors are [batch, height, width, channels], filters [height, width, in, out], those of depthwise convolutions
 * [height, width, in, multiplier]. Strides, dilations and any padding are taken from the geometry.
 *
 * For one axis, with stride s, dilation d and p zeros before the input:
 *
 *   y[o] = Σᵢ x[s·o + d·i − p] · w[i]    so    ∂w[i] = Σₒ x[s·o + d·i − p] · ∂y[o]
 *
 * which is the same sum with the parts of w and ∂y, and of s and d, exchanged: a convolution of x by ∂y, in which the
 * examples take the part of the channels.
 */
import * as tf from '@tensorflow/tfjs-core';
/** Gradient by the filter, of its shape. */
export function filterGradient(x, dy, geometry) {
    return tf.tidy(() => (isPointwise(geometry) ? product(x, dy, geometry) : exchanged(x, dy, geometry)));
}
/**
 * A filter of one position that meets each input once mixes channels only: its gradient is one product over all positions
 * of all examples. With padding and strides as many outputs may be others.
 */
function isPointwise({ filterHeight, filterWidth, strideHeight, strideWidth, padInfo }) {
    const { top, bottom, left, right } = padInfo;
    return ([filterHeight, filterWidth, strideHeight, strideWidth].every(extent => extent === 1) &&
        [top, bottom, left, right].every(zeros => zeros === 0));
}
function product(x, dy, { inChannels, outChannels }) {
    const inputs = tf.transpose(tf.reshape(x, [-1, inChannels]));
    const outputs = tf.reshape(dy, [-1, outChannels]);
    return tf.reshape(tf.matMul(inputs, outputs), [1, 1, inChannels, outChannels]);
}
function exchanged(x, dy, geometry) {
    const { filterHeight, filterWidth, inChannels, outChannels } = geometry;
    const images = tf.transpose(x, [3, 1, 2, 0]);
    const filters = tf.transpose(dy, [1, 2, 0, 3]);
    const [strides, dilations] = [dilationsOf(geometry), stridesOf(geometry)];
    const sums = tf.conv2d(images, filters, strides, paddingOf(geometry), 'NHWC', dilations);
    // The outermost inputs that no stride reached make more positions than the filter has.
    const kept = tf.slice(sums, 0, [inChannels, filterHeight, filterWidth, outChannels]);
    return tf.transpose(kept, [1, 2, 0, 3]);
}
/** Gradient by the input, of its shape: ∂y, spread by the stride, convolved with the filter turned round. */
export function inputGradient(dy, filter, geometry) {
    return tf.tidy(() => {
        const turned = tf.transpose(tf.reverse(filter, [0, 1]), [0, 1, 3, 2]);
        const { values, padding } = spread(dy, geometry);
        return tf.conv2d(values, turned, 1, padding, 'NHWC', dilationsOf(geometry));
    });
}
/** Gradient of a depthwise convolution by its filter, of its shape. */
export function depthwiseFilterGradient(x, dy, geometry) {
    const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels } = geometry;
    const { filterHeight, filterWidth } = geometry;
    const multiplier = outChannels / inChannels;
    return tf.tidy(() => {
        // Every channel of every example is convolved by itself; the examples are summed afterwards.
        const planes = batchSize * inChannels;
        const images = tf.reshape(tf.transpose(x, [1, 2, 0, 3]), [1, inHeight, inWidth, planes]);
        const filters = tf.reshape(tf.transpose(dy, [1, 2, 0, 3]), [outHeight, outWidth, planes, multiplier]);
        const [strides, dilations] = [dilationsOf(geometry), stridesOf(geometry)];
        const sums = tf.depthwiseConv2d(images, filters, strides, paddingOf(geometry), 'NHWC', dilations);
        const kept = tf.slice(sums, 0, [1, filterHeight, filterWidth, planes * multiplier]);
        const examples = tf.reshape(kept, [filterHeight * filterWidth, batchSize, outChannels]);
        return tf.reshape(tf.sum(examples, 1), [filterHeight, filterWidth, inChannels, multiplier]);
    });
}
/** Gradient of a depthwise convolution by its input, of its shape. */
export function depthwiseInputGradient(dy, filter, geometry) {
    const { filterHeight, filterWidth, inShape, inChannels, outChannels } = geometry;
    const multiplier = outChannels / inChannels;
    return tf.tidy(() => {
        const turned = tf.reshape(tf.reverse(filter, [0, 1]), [filterHeight, filterWidth, outChannels, 1]);
        const { values, padding } = spread(dy, geometry);
        const parts = tf.depthwiseConv2d(values, turned, 1, padding, 'NHWC', dilationsOf(geometry));
        if (multiplier === 1)
            return parts;
        return tf.sum(tf.reshape(parts, [...inShape, multiplier]), 4);
    });
}
/**
 * ∂y with stride − 1 zeros after each value, and the padding with which a turned filter that slides over it by one meets
 * each input once. Values that only padding saw are cut off.
 */
function spread(dy, geometry) {
    const { inHeight, inWidth, padInfo } = geometry;
    const rows = margin(inHeight, padInfo.top, dy.shape[1] * geometry.strideHeight, reachOf(geometry, 'Height'));
    const columns = margin(inWidth, padInfo.left, dy.shape[2] * geometry.strideWidth, reachOf(geometry, 'Width'));
    const values = cut(withZeros(dy, geometry), rows, columns);
    const padding = [[0, 0], padded(rows), padded(columns), [0, 0]];
    return { values, padding };
}
/** How far a filter reaches beyond its first position. */
function reachOf(geometry, axis) {
    return geometry[`dilation${axis}`] * (geometry[`filter${axis}`] - 1);
}
function margin(inputs, paddedBefore, values, reach) {
    return [reach - paddedBefore, inputs + paddedBefore - values];
}
function padded([before, after]) {
    return [Math.max(0, before), Math.max(0, after)];
}
function cut(values, rows, columns) {
    const [batch, height, width, channels] = values.shape;
    const [top, bottom] = rows.map(added => Math.max(0, -added));
    const [left, right] = columns.map(added => Math.max(0, -added));
    if (top + bottom + left + right === 0)
        return values;
    return tf.slice(values, [0, top, left, 0], [batch, height - top - bottom, width - left - right, channels]);
}
function withZeros(values, { strideHeight, strideWidth }) {
    if (strideHeight === 1 && strideWidth === 1)
        return values;
    const [batch, height, width, channels] = values.shape;
    const apart = tf.reshape(values, [batch, height, 1, width, 1, channels]);
    const none = [0, 0];
    const wide = tf.pad(apart, [none, none, [0, strideHeight - 1], none, [0, strideWidth - 1], none]);
    return tf.reshape(wide, [batch, height * strideHeight, width * strideWidth, channels]);
}
function stridesOf({ strideHeight, strideWidth }) {
    return [strideHeight, strideWidth];
}
function dilationsOf({ dilationHeight, dilationWidth }) {
    return [dilationHeight, dilationWidth];
}
/** As much after the input as the last output reaches, which is what "same" and the like come to in any case. */
export function paddingOf(geometry) {
    const { inHeight, inWidth, outHeight, outWidth, strideHeight, strideWidth, padInfo } = geometry;
    const bottom = (outHeight - 1) * strideHeight + reachOf(geometry, 'Height') + 1 - inHeight - padInfo.top;
    const right = (outWidth - 1) * strideWidth + reachOf(geometry, 'Width') + 1 - inWidth - padInfo.left;
    return [
        [0, 0],
        [padInfo.top, Math.max(0, bottom)],
        [padInfo.left, Math.max(0, right)],
        [0, 0],
    ];
}
//# sourceMappingURL=convolution-gradients.js.map