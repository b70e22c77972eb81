/**
 * Two-dimensional convolutions of few channels, and their gradients, on the library's WebAssembly backend. Its own
 * convolution takes the channels of one position at a time, in eights: with one channel, or three, most of that is
 * waiting. A window's line lies in one piece, width times channels long, so that here it is taken as one.
 *
 * For dilation 1 and at least four channels to come out; tensors as in `convolution-gradients.ts`.
 */
import * as tf from '@tensorflow/tfjs-core';
import { paddingOf } from './convolution-gradients.js';
import { kernelsOf, lanes, valueBytes } from './tensor-kernels.js';
/** Values that the windows of a batch may take, each by itself: 16 MiB of them. */
const mostWindowValues = 1 << 22;
/** Whether `narrowConvolution` computes it, and is faster than the library. */
export function isNarrowConvolution(geometry) {
    return isPlain(geometry) && geometry.inChannels <= 2;
}
/** Whether `narrowFilterGradient` computes it, and is faster than a convolution by ∂y. */
export function isNarrowFilter(geometry) {
    return isPlain(geometry) && (geometry.outChannels <= 16 || geometry.inChannels <= 2);
}
/**
 * Whether `narrowInputGradient` computes it, and is faster than a convolution with the filter turned round: that one
 * visits each input with as many channels as fill its eights, this one each output.
 */
export function isNarrowInput(geometry) {
    const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, filterHeight, filterWidth } = geometry;
    const turned = inHeight * inWidth * Math.ceil(inChannels / 8) * 8;
    const direct = outHeight * outWidth * inChannels;
    const values = batchSize * direct * filterHeight * filterWidth;
    return isPlain(geometry) && values <= mostWindowValues && turned >= 1.5 * direct;
}
function isPlain({ dilationHeight, dilationWidth, outChannels, outShape }) {
    return dilationHeight === 1 && dilationWidth === 1 && outChannels >= lanes && !outShape.includes(0);
}
/** The convolution of x by a filter. */
export function narrowConvolution(x, filter, geometry) {
    const { batchSize, outHeight, outWidth, outChannels, outShape, strideHeight, filterHeight } = geometry;
    const kernels = kernelsOf(tf.backend());
    const padded = withPadding(x, geometry);
    const out = kernels.unset(outShape);
    const { line, step, window, image } = stepsOf(padded.shape, geometry);
    const [columns, weights] = [outChannels * valueBytes, kernels.at(filter)];
    let to = kernels.at(out);
    for (let example = 0; example < batchSize; example++) {
        let from = kernels.at(padded) + example * image;
        for (let row = 0; row < outHeight; row++) {
            kernels.product(...[from, step, outWidth, weights, columns, to], ...[1, 0, 0, filterHeight, line, window * columns, window, valueBytes, columns]);
            from += strideHeight * line;
            to += outWidth * columns;
        }
    }
    if (padded !== x)
        padded.dispose();
    return out;
}
/** Gradient by the filter: for each of its lines the windows' lines, transposed, times ∂y. */
export function narrowFilterGradient(x, dy, geometry) {
    const { batchSize, outHeight, outWidth, outChannels, filterShape, strideHeight, filterHeight } = geometry;
    const kernels = kernelsOf(tf.backend());
    const padded = withPadding(x, geometry);
    const out = kernels.unset(filterShape);
    const { line, step, window, image } = stepsOf(padded.shape, geometry);
    const columns = outChannels * valueBytes;
    const walks = [
        ...[batchSize, image, outHeight * outWidth * columns],
        ...[outHeight, strideHeight * line, outWidth * columns],
        ...[outWidth, step, columns],
    ];
    for (let i = 0; i < filterHeight; i++) {
        const [from, to] = [kernels.at(padded) + i * line, kernels.at(out) + i * window * columns];
        kernels.product(from, valueBytes, window, kernels.at(dy), columns, to, ...walks);
    }
    if (padded !== x)
        padded.dispose();
    return out;
}
/** Gradient by the input: ∂y times the filter is what each window gets, added up where windows overlap. */
export function narrowInputGradient(dy, filter, geometry) {
    const { outChannels, inShape, padInfo } = geometry;
    const weights = tf.reshape(filter, [-1, outChannels]);
    const windows = tf.matMul(tf.reshape(dy, [-1, outChannels]), tf.transpose(weights));
    const sums = sumOfWindows(windows, geometry);
    const [, height, width] = sums.shape;
    if (height === inShape[1] && width === inShape[2])
        return sums;
    return tf.slice(sums, [0, padInfo.top, padInfo.left, 0], inShape);
}
/** The padded input's gradient from that of each window, [windows, height × width × channels]. */
function sumOfWindows(windows, geometry) {
    const { batchSize, inChannels, outHeight, outWidth, strideHeight, filterHeight } = geometry;
    const kernels = kernelsOf(tf.backend());
    const [top, left] = [geometry.padInfo.top, geometry.padInfo.left];
    const reach = paddingOf(geometry);
    const height = top + geometry.inHeight + reach[1][1];
    const width = left + geometry.inWidth + reach[2][1];
    const shape = [batchSize, height, width, inChannels];
    const out = kernels.zeros(shape);
    const { line, step, window, image } = stepsOf(shape, geometry);
    let from = kernels.at(windows);
    for (let example = 0; example < batchSize; example++) {
        for (let row = 0; row < outHeight; row++) {
            const to = kernels.at(out) + example * image + row * strideHeight * line;
            kernels.addWindows(from, to, outWidth, filterHeight, window * valueBytes, line, step);
            from += outWidth * filterHeight * window * valueBytes;
        }
    }
    return tf.engine().makeTensorFromTensorInfo(out);
}
/** Bytes from line to line, from window to window and from image to image, and the values of a window's line. */
function stepsOf([, height, width, channels], geometry) {
    const line = width * channels * valueBytes;
    return {
        line,
        image: height * line,
        step: geometry.strideWidth * channels * valueBytes,
        window: geometry.filterWidth * channels,
    };
}
function withPadding(x, geometry) {
    const padding = paddingOf(geometry);
    return padding.flat().some(zeros => zeros > 0) ? tf.pad(x, padding) : x;
}
//# sourceMappingURL=narrow-convolutions.js.map