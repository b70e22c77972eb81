/**
 * How the gradients of convolutions on WASM compare with the other ways to write them: the filter's with one product for
 * each position of the filter, the input's with the kernel that the library registers. Prints one JSON line a shape;
 * ratios are the other's time over ours, medians measured in turns.
 *
 *   node dist/test/benchmarks/convolution-gradients.js [batch]
 */
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-wasm';
import { filterGradient, inputGradient, } from '../../learning/training/backends/convolution-gradients.js';
import { startBackend } from '../../learning/training/backends.js';
import { interleaved, timed } from '../../simulator/bench/measure.js';
const batch = Number(process.argv[2] ?? 32);
const turns = 9;
/** Height and width, channels in and out, height and width of the filter, stride. */
const shapes = [
    [28, 1, 32, 5, 1],
    [14, 32, 64, 5, 1],
    [28, 3, 32, 3, 1],
    [16, 64, 64, 3, 1],
    [32, 32, 64, 3, 2],
    [8, 128, 256, 1, 1],
];
const libraryKernel = tf.getKernel(tf.Conv2DBackpropInput, 'wasm');
await startBackend('wasm');
// Registering ours took the library's away before the backend could set it up.
libraryKernel.setupFunc?.(tf.backend());
/** One product of inputs and outputs for each position of the filter. */
function productsByPosition(x, dy, geometry) {
    const { filterHeight, filterWidth, strideHeight, strideWidth, inChannels, outChannels, padInfo } = geometry;
    const { batchSize, outHeight, outWidth } = geometry;
    return tf.tidy(() => {
        const padded = tf.pad(x, [
            [0, 0],
            [padInfo.top, padInfo.bottom + strideHeight],
            [padInfo.left, padInfo.right + strideWidth],
            [0, 0],
        ]);
        const outputs = tf.reshape(dy, [-1, outChannels]);
        const products = [];
        for (let i = 0; i < filterHeight; i++) {
            for (let j = 0; j < filterWidth; j++) {
                const end = [i + strideHeight * (outHeight - 1) + 1, j + strideWidth * (outWidth - 1) + 1];
                const seen = strideHeight === 1
                    ? tf.slice(padded, [0, i, j, 0], [batchSize, outHeight, outWidth, inChannels])
                    : tf.stridedSlice(padded, [0, i, j, 0], [batchSize, ...end, inChannels], [1, strideHeight, strideWidth, 1]);
                products.push(tf.matMul(tf.transpose(tf.reshape(seen, [-1, inChannels])), outputs));
            }
        }
        return tf.reshape(tf.concat(products, 0), [filterHeight, filterWidth, inChannels, outChannels]);
    });
}
function byLibrary(dy, filter, strides, inputShape) {
    const attrs = { strides: [strides, strides], pad: 'same', dataFormat: 'NHWC', inputShape };
    return libraryKernel.kernelFunc({ inputs: { dy, filter }, backend: tf.backend(), attrs });
}
for (const [size, inChannels, outChannels, window, stride] of shapes) {
    const x = tf.randomNormal([batch, size, size, inChannels]);
    const filter = tf.randomNormal([window, window, inChannels, outChannels]);
    const geometry = tf.backend_util.computeConv2DInfo(x.shape, filter.shape, stride, 1, 'same');
    const dy = tf.randomNormal(geometry.outShape);
    const dispose = (found) => tf.backend().disposeData(found.dataId);
    const works = {
        forward: () => timed(() => tf.conv2d(x, filter, stride, 'same').dispose()),
        filter: () => timed(() => filterGradient(x, dy, geometry).dispose()),
        products: () => timed(() => productsByPosition(x, dy, geometry).dispose()),
        input: () => timed(() => inputGradient(dy, filter, geometry).dispose()),
        library: () => timed(() => dispose(byLibrary(dy, filter, stride, x.shape))),
    };
    await interleaved(2, works);
    const seconds = await interleaved(turns, works);
    console.log(JSON.stringify({
        ...{ batch, size, inChannels, outChannels, window, stride },
        forwardMs: 1000 * seconds.forward,
        filterMs: 1000 * seconds.filter,
        inputMs: 1000 * seconds.input,
        productsRatio: seconds.products / seconds.filter,
        libraryRatio: seconds.library / seconds.input,
    }));
    tf.dispose([x, filter, dy]);
}
//# sourceMappingURL=convolution-gradients.js.map