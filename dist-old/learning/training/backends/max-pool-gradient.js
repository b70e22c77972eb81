import * as tf from '@tensorflow/tfjs-core';
import { kernelsOf, lanes, valueBytes } from './tensor-kernels.js';
/**
 * Gradient of maximum pooling by its input x [batch, height, width, channels]: each ∂y goes to the largest value of its
 * window, of equal ones to the first in row order.
 */
export function maxPoolGradient(x, dy, geometry) {
    const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, strideHeight, strideWidth } = geometry;
    const dx = new Float32Array(x.length);
    const largest = new Int32Array(inChannels);
    let from = 0;
    for (let example = 0; example < batchSize; example++) {
        const start = example * inHeight * inWidth * inChannels;
        for (let row = 0; row < outHeight; row++) {
            const top = row * strideHeight - geometry.padInfo.top;
            for (let column = 0; column < outWidth; column++) {
                const left = column * strideWidth - geometry.padInfo.left;
                findLargest(x, start, top, left, geometry, largest);
                for (let c = 0; c < inChannels; c++)
                    dx[largest[c]] += dy[from + c];
                from += inChannels;
            }
        }
    }
    return dx;
}
/** Writes the place of each channel's largest value in the window at (top, left) of the example at `start`. */
function findLargest(x, start, top, left, { inHeight, inWidth, inChannels, filterHeight, filterWidth }, largest) {
    const [firstRow, firstColumn] = [Math.max(0, top), Math.max(0, left)];
    const [endRow, endColumn] = [Math.min(inHeight, top + filterHeight), Math.min(inWidth, left + filterWidth)];
    for (let row = firstRow; row < endRow; row++) {
        for (let column = firstColumn; column < endColumn; column++) {
            const place = start + (row * inWidth + column) * inChannels;
            const isFirst = row === firstRow && column === firstColumn;
            for (let c = 0; c < inChannels; c++) {
                if (isFirst || x[place + c] > x[largest[c]])
                    largest[c] = place + c;
            }
        }
    }
}
/** Whether no two windows share a value or leave the input, and the channels fill a vector: `gradientOfApart` will do. */
export function areApart(geometry) {
    const { inHeight, inWidth, inChannels, outHeight, outWidth, padInfo } = geometry;
    const { strideHeight, strideWidth, filterHeight, filterWidth } = geometry;
    return ([strideHeight >= filterHeight, strideWidth >= filterWidth, padInfo.top === 0, padInfo.left === 0].every(Boolean) &&
        (outHeight - 1) * strideHeight + filterHeight <= inHeight &&
        (outWidth - 1) * strideWidth + filterWidth <= inWidth &&
        inChannels >= lanes);
}
/** The same gradient of windows apart on the library's WebAssembly backend; y is what the pooling gave. */
export function gradientOfApart(x, y, dy, geometry) {
    const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, filterHeight, filterWidth } = geometry;
    const kernels = kernelsOf(tf.backend());
    const dx = kernels.zeros(x.shape);
    const pixel = inChannels * valueBytes;
    const line = inWidth * pixel;
    for (let row = 0; row < batchSize * outHeight; row++) {
        const top = Math.floor(row / outHeight) * inHeight + (row % outHeight) * geometry.strideHeight;
        const [before, after] = [top * line, row * outWidth * pixel];
        kernels.maxPoolGradient(...[kernels.at(x) + before, kernels.at(y) + after, kernels.at(dy) + after, kernels.at(dx) + before], ...[outWidth, filterHeight, filterWidth, line, pixel, geometry.strideWidth * pixel]);
    }
    return dx;
}
//# sourceMappingURL=max-pool-gradient.js.map