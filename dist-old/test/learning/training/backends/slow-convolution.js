/** Convolutions and their gradients product by product: the slow twin of every fast one. */
import * as tf from '@tensorflow/tfjs-core';
import { openSeededRandom } from '../../../../learning/seeded-random.js';
export function geometryOf({ input, filter, strides, dilations, pad, isDepthwise }) {
    return tf.backend_util.computeConv2DInfo(input, filter, strides, dilations, pad, undefined, isDepthwise);
}
export function valuesFor(geometry) {
    const random = openSeededRandom(5, 'convolution gradients');
    const some = (shape) => Float32Array.from({ length: tf.util.sizeFromShape([...shape]) }, random.normal);
    return { x: some(geometry.inShape), w: some(geometry.filterShape), dy: some(geometry.outShape) };
}
/** Calls `meet` for every input, weight and output that the definition multiplies, by their places. */
export function forEachProduct(geometry, meet) {
    const { outHeight, outWidth, outChannels, filterHeight, filterWidth, inChannels, filterShape } = geometry;
    const multiplier = filterShape[3];
    const isDepthwise = multiplier !== outChannels;
    forEachPlace([geometry.batchSize, outHeight, outWidth, filterHeight, filterWidth], ([n, row, column, i, j]) => {
        const y = row * geometry.strideHeight + i * geometry.dilationHeight - geometry.padInfo.top;
        const x = column * geometry.strideWidth + j * geometry.dilationWidth - geometry.padInfo.left;
        if (y < 0 || y >= geometry.inHeight || x < 0 || x >= geometry.inWidth)
            return;
        const input = ((n * geometry.inHeight + y) * geometry.inWidth + x) * inChannels;
        const weight = (i * filterWidth + j) * inChannels;
        const output = ((n * outHeight + row) * outWidth + column) * outChannels;
        forEachPlace([inChannels, multiplier], ([c, k]) => meet(input + c, (weight + c) * multiplier + k, output + (isDepthwise ? c * multiplier + k : k)));
    });
}
function forEachPlace(extents, visit) {
    const place = extents.map(() => 0);
    const total = extents.reduce((product, extent) => product * extent, 1);
    for (let count = 0; count < total; count++) {
        visit(place);
        let axis = extents.length - 1;
        while (axis >= 0 && ++place[axis] === extents[axis])
            place[axis--] = 0;
    }
}
/** The convolution straight from the definition, in double precision. */
export function slowConvolution(geometry, { x, w, dy }) {
    const y = new Float64Array(dy.length);
    forEachProduct(geometry, (i, j, k) => {
        y[k] += x[i] * w[j];
    });
    return y;
}
/** Both gradients straight from the definition, in double precision. */
export function slowGradients(geometry, { x, w, dy }) {
    const [byInput, byFilter] = [new Float64Array(x.length), new Float64Array(w.length)];
    forEachProduct(geometry, (i, j, k) => {
        byInput[i] += dy[k] * w[j];
        byFilter[j] += dy[k] * x[i];
    });
    return { byInput, byFilter };
}
export function farthest(found, expected) {
    if (found.length !== expected.length)
        return Number.POSITIVE_INFINITY;
    let most = 0;
    // A value that is no number must not pass for near.
    for (let i = 0; i < found.length; i++) {
        const distance = Math.abs(found[i] - expected[i]);
        most = Number.isNaN(distance) ? Number.POSITIVE_INFINITY : Math.max(most, distance);
    }
    return most;
}
//# sourceMappingURL=slow-convolution.js.map