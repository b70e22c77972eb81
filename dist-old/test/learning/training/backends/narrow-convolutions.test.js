import { fc, testProp } from '@fast-check/ava';
import * as tf from '@tensorflow/tfjs-core';
// Registers the derivatives of the library's operations.
import '@tensorflow/tfjs-layers';
import test from 'ava';
import { isNarrowConvolution, isNarrowFilter, isNarrowInput, narrowConvolution, narrowFilterGradient, narrowInputGradient, } from '../../../../learning/training/backends/narrow-convolutions.js';
import { startBackend } from '../../../../learning/training/backends.js';
import { farthest, geometryOf, slowConvolution, slowGradients, valuesFor, } from './slow-convolution.js';
test.before(async () => {
    await startBackend('wasm');
});
const few = fc.integer({ min: 1, max: 3 });
const extent = fc.integer({ min: 1, max: 9 });
const window = fc.integer({ min: 1, max: 5 });
const edge = fc.integer({ min: 0, max: 3 });
const paddings = fc.oneof(fc.constantFrom('same', 'valid'), fc.tuple(edge, edge, edge, edge).map(([top, bottom, left, right]) => [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
]));
/** Four outputs are a vector, five to seven end in one that overlaps, nine take a second pair; six rows a second tile. */
const convolutions = fc
    .record({
    input: fc.tuple(few, extent, extent, few),
    window: fc.tuple(window, window),
    out: fc.integer({ min: 4, max: 18 }),
    strides: fc.tuple(few, few),
    pad: paddings,
})
    .map(({ input, window, out, strides, pad }) => ({
    isDepthwise: false,
    input,
    filter: [...window, input[3], out],
    strides,
    dilations: [1, 1],
    pad,
}))
    .filter(convolution => {
    const { outHeight, outWidth } = geometryOf(convolution);
    return outHeight >= 1 && outWidth >= 1;
});
const tolerance = 2e-4;
/** The three as computed on wasm. */
function fast(convolution) {
    const geometry = geometryOf(convolution);
    const values = valuesFor(geometry);
    return tf.tidy(() => {
        const [x, w, dy] = [
            tf.tensor4d(values.x, geometry.inShape),
            tf.tensor4d(values.w, geometry.filterShape),
            tf.tensor4d(values.dy, geometry.outShape),
        ];
        const made = [
            narrowConvolution(x, w, geometry),
            narrowInputGradient(dy, w, geometry),
            narrowFilterGradient(x, dy, geometry),
        ].map(one => (one instanceof tf.Tensor ? one : tf.engine().makeTensorFromTensorInfo(one)));
        return made.map(one => ({ values: one.dataSync(), shape: one.shape }));
    });
}
testProp.serial('a convolution of few channels and both its gradients are those of the definition, in its shapes', [convolutions], (t, convolution) => {
    const geometry = geometryOf(convolution);
    const values = valuesFor(geometry);
    const before = tf.memory();
    const [outputs, byInput, byFilter] = fast(convolution);
    t.like(tf.memory(), { numTensors: before.numTensors, numDataBuffers: before.numDataBuffers });
    const slow = slowGradients(geometry, values);
    t.true(farthest(outputs.values, slowConvolution(geometry, values)) < tolerance, 'the outputs');
    t.true(farthest(byInput.values, slow.byInput) < tolerance, 'by the input');
    t.true(farthest(byFilter.values, slow.byFilter) < tolerance, 'by the filter');
    const shapes = [outputs, byInput, byFilter].map(one => one.shape);
    t.deepEqual(shapes, [geometry.outShape, geometry.inShape, geometry.filterShape]);
}, { numRuns: 300 });
testProp.serial('the backend answers alike whichever way it takes', [convolutions], (t, convolution) => {
    const geometry = geometryOf(convolution);
    const { strides, pad } = convolution;
    const values = valuesFor(geometry);
    const loss = (x, w) => {
        const outputs = tf.conv2d(x, w, strides, pad);
        return tf.sum(tf.mul(outputs, tf.tensor4d(values.dy, geometry.outShape)));
    };
    const [byInput, byFilter] = tf.tidy(() => {
        const [x, w] = [tf.tensor4d(values.x, geometry.inShape), tf.tensor4d(values.w, geometry.filterShape)];
        return tf
            .grads(loss)([x, w])
            .map(gradient => gradient.dataSync());
    });
    const slow = slowGradients(geometry, values);
    t.true(farthest(byInput, slow.byInput) < tolerance, 'by the input');
    t.true(farthest(byFilter, slow.byFilter) < tolerance, 'by the filter');
}, { numRuns: 100 });
test('the layers of LeNet are narrow, its second convolution only in its gradients, and wide ones are not', t => {
    const waysOf = (input, filter, dilation = 1) => {
        const dilations = [dilation, dilation];
        const geometry = geometryOf({
            ...{ isDepthwise: false, input, filter, strides: [1, 1], dilations, pad: 'valid' },
        });
        return [isNarrowConvolution(geometry), isNarrowFilter(geometry), isNarrowInput(geometry)];
    };
    t.deepEqual(waysOf([64, 28, 28, 1], [5, 5, 1, 6]), [true, true, true]);
    t.deepEqual(waysOf([64, 12, 12, 6], [5, 5, 6, 16]), [false, true, true]);
    t.deepEqual(waysOf([50, 18, 18, 32], [5, 5, 32, 64]), [false, false, false]);
    t.deepEqual(waysOf([64, 28, 28, 1], [5, 5, 1, 6], 2), [false, false, false]);
    t.deepEqual(waysOf([64, 28, 28, 1], [5, 5, 1, 3]), [false, false, false]);
    // A thousand examples would take 600 MB for their windows.
    t.deepEqual(waysOf([4096, 28, 28, 1], [5, 5, 1, 6]), [true, true, false]);
});
//# sourceMappingURL=narrow-convolutions.test.js.map