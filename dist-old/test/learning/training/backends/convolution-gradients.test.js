import { fc, testProp } from '@fast-check/ava';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
// Registers the derivatives of the library's operations.
import '@tensorflow/tfjs-layers';
import test from 'ava';
import { openSeededRandom } from '../../../../learning/seeded-random.js';
import { depthwiseFilterGradient, depthwiseInputGradient, filterGradient, inputGradient, } from '../../../../learning/training/backends/convolution-gradients.js';
import { startBackend } from '../../../../learning/training/backends.js';
import { farthest, forEachProduct, geometryOf, slowGradients, valuesFor, } from './slow-convolution.js';
test.before(async () => {
    await startBackend('wasm');
});
const few = fc.integer({ min: 1, max: 3 });
const edge = fc.integer({ min: 0, max: 3 });
const pair = fc.tuple(few, few);
const paddings = fc.oneof(fc.constantFrom('same', 'valid'), edge, fc.tuple(edge, edge, edge, edge).map(([top, bottom, left, right]) => [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
]));
/**
 * Strides and dilations both above one are refused by the library, and for a padding in one number it counts the columns
 * of the outputs by the height of the filter and its stride, without dilation.
 */
const convolutions = fc
    .record({
    isDepthwise: fc.boolean(),
    batch: few,
    size: fc.tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 8 })),
    channels: few,
    window: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
    out: few,
    steps: fc.oneof(pair.map(strides => ({ strides, dilations: [1, 1] })), pair.map(dilations => ({ strides: [1, 1], dilations }))),
    pad: paddings,
})
    .map(({ isDepthwise, batch, size, channels, window, out, steps, pad }) => ({
    isDepthwise,
    input: [batch, ...size, channels],
    filter: [...window, channels, out],
    ...steps,
    pad,
}))
    .filter(({ pad, filter, strides, dilations }) => {
    const isEven = filter[0] === filter[1] && strides[0] === strides[1] && Math.max(...dilations) === 1;
    return typeof pad !== 'number' || isEven;
})
    .filter(convolution => {
    const { outHeight, outWidth } = geometryOf(convolution);
    return outHeight >= 1 && outWidth >= 1;
});
/** Both gradients as computed on the backend in use. */
async function fastGradients(convolution, { x, w, dy }) {
    const geometry = geometryOf(convolution);
    const [images, filter, outputs] = [
        tf.tensor4d(x, geometry.inShape),
        tf.tensor4d(w, geometry.filterShape),
        tf.tensor4d(dy, geometry.outShape),
    ];
    const { isDepthwise } = convolution;
    const byInput = (isDepthwise ? depthwiseInputGradient : inputGradient)(outputs, filter, geometry);
    const byFilter = (isDepthwise ? depthwiseFilterGradient : filterGradient)(images, outputs, geometry);
    const found = { byInput: await byInput.data(), byFilter: await byFilter.data() };
    const shapes = [byInput.shape, byFilter.shape];
    tf.dispose([images, filter, outputs, byInput, byFilter]);
    return { ...found, shapes };
}
const tolerance = 2e-4;
/** As many outputs as inputs, and one of them sees padding alone. */
const paddingAlone = {
    isDepthwise: false,
    input: [1, 1, 1, 1],
    filter: [1, 1, 1, 1],
    strides: [1, 2],
    dilations: [1, 1],
    pad: [
        [0, 0],
        [0, 0],
        [1, 0],
        [0, 0],
    ],
};
testProp.serial('on wasm both gradients of any convolution are those of the definition, in its shapes', [convolutions], async (t, convolution) => {
    const geometry = geometryOf(convolution);
    const values = valuesFor(geometry);
    const expected = slowGradients(geometry, values);
    const found = await fastGradients(convolution, values);
    t.deepEqual(found.shapes, [geometry.inShape, geometry.filterShape]);
    t.true(farthest(found.byInput, expected.byInput) < tolerance, 'by the input');
    t.true(farthest(found.byFilter, expected.byFilter) < tolerance, 'by the filter');
}, {
    numRuns: 500,
    examples: [[paddingAlone]],
});
testProp.serial('on wasm both gradients are the finite differences of the sum of outputs', [convolutions, fc.nat(), fc.nat()], async (t, convolution, anyInput, anyWeight) => {
    const geometry = geometryOf(convolution);
    const values = valuesFor(geometry);
    const loss = (x, w) => {
        let sum = 0;
        forEachProduct(geometry, (i, j, k) => {
            sum += x[i] * w[j] * values.dy[k];
        });
        return sum;
    };
    const slope = (of, start, place) => {
        const [up, down] = [Float64Array.from(start), Float64Array.from(start)];
        up[place] += 1e-3;
        down[place] -= 1e-3;
        return (of(up) - of(down)) / 2e-3;
    };
    const [input, weight] = [anyInput % values.x.length, anyWeight % values.w.length];
    const found = await fastGradients(convolution, values);
    const byInput = slope(x => loss(x, values.w), values.x, input);
    const byWeight = slope(w => loss(values.x, w), values.w, weight);
    t.true(Math.abs(found.byInput[input] - byInput) < tolerance, 'by the input');
    t.true(Math.abs(found.byFilter[weight] - byWeight) < tolerance, 'by the filter');
}, { numRuns: 100 });
testProp.serial('the kernels registered on wasm answer as those of the cpu backend do', [convolutions.filter(({ dilations }) => Math.max(...dilations) === 1)], async (t, convolution) => {
    const { isDepthwise, input, filter, strides, pad } = convolution;
    const values = valuesFor(geometryOf(convolution));
    const [byFilter, byInput] = isDepthwise
        ? [tf.DepthwiseConv2dNativeBackpropFilter, tf.DepthwiseConv2dNativeBackpropInput]
        : [tf.Conv2DBackpropFilter, tf.Conv2DBackpropInput];
    const run = async (backend) => {
        await tf.setBackend(backend);
        const [x, w, dy] = [
            tf.tensor4d(values.x, input),
            tf.tensor4d(values.w, filter),
            tf.tensor4d(values.dy, geometryOf(convolution).outShape),
        ];
        const attributes = { strides, pad, dataFormat: 'NHWC', dilations: [1, 1] };
        const gradients = [
            tf.engine().runKernel(byFilter, { x, dy }, { ...attributes, filterShape: filter }),
            tf.engine().runKernel(byInput, { dy, filter: w }, { ...attributes, inputShape: input }),
        ];
        const read = await Promise.all(gradients.map(gradient => gradient.data()));
        tf.dispose([x, w, dy, ...gradients]);
        return read;
    };
    const expected = await run('cpu');
    const found = await run('wasm');
    for (const [i, gradient] of found.entries())
        t.true(farthest(gradient, expected[i]) < tolerance);
}, { numRuns: 100 });
/** Each kind of layer of a convolutional network, from inputs and weights of these shapes. */
const layers = {
    'conv2d same': [(x, w) => tf.conv2d(x, w, 1, 'same'), [2, 7, 6, 3], [3, 3, 3, 4]],
    'conv2d strided': [
        (x, w) => tf.conv2d(x, w, 2, 'valid'),
        [2, 7, 6, 3],
        [3, 2, 3, 4],
    ],
    'conv2d pointwise': [
        (x, w) => tf.conv2d(x, w, 1, 'same'),
        [2, 5, 5, 3],
        [1, 1, 3, 4],
    ],
    conv1d: [(x, w) => tf.conv1d(x, w, 1, 'same'), [2, 7, 3], [3, 3, 4]],
    depthwise: [
        (x, w) => tf.depthwiseConv2d(x, w, 2, 'same'),
        [2, 7, 6, 3],
        [3, 3, 3, 2],
    ],
    separable: [
        (x, w, p) => tf.separableConv2d(x, w, p, 1, 'same'),
        [2, 7, 6, 3],
        [3, 3, 3, 2],
        [1, 1, 6, 4],
    ],
    'conv2d transposed': [
        (x, w) => tf.conv2dTranspose(x, w, [2, 8, 10, 4], 2, 'same'),
        [2, 4, 5, 3],
        [3, 3, 4, 3],
    ],
    'max pool': [(x) => tf.maxPool(x, 3, 2, 'same'), [2, 7, 6, 3]],
    'average pool': [(x) => tf.avgPool(x, 2, 2, 'valid'), [2, 7, 6, 3]],
    'global average pool': [(x) => tf.mean(x, [1, 2]), [2, 7, 6, 3]],
    'batch normalisation': [
        (x, scale, offset) => {
            const { mean, variance } = tf.moments(x, [0, 1, 2]);
            return tf.batchNorm(x, mean, variance, offset, scale, 1e-3);
        },
        [2, 7, 6, 3],
        [3],
        [3],
    ],
    'layer normalisation': [
        (x) => {
            const { mean, variance } = tf.moments(x, -1, true);
            return tf.mul(tf.sub(x, mean), tf.rsqrt(tf.add(variance, 1e-3)));
        },
        [2, 7, 6, 3],
    ],
    // The cpu backend's own gradient of this is wrong for a second example,
    'upsampling, nearest': [(x) => tf.image.resizeNearestNeighbor(x, [8, 10]), [1, 4, 5, 3]],
    // and of this where height and width differ.
    'upsampling, bilinear': [(x) => tf.image.resizeBilinear(x, [8, 8]), [2, 4, 4, 3]],
};
for (const [name, [apply, ...shapes]] of Object.entries(layers)) {
    test.serial(`wasm takes the gradient of a layer of ${name} as cpu does`, async (t) => {
        const run = async (backend) => {
            await tf.setBackend(backend);
            const random = openSeededRandom(3, name);
            const tensors = shapes.map(shape => tf.tensor(Float32Array.from({ length: tf.util.sizeFromShape(shape) }, random.normal), shape));
            // Every output has a slope of its own that depends on it.
            const loss = (...given) => {
                const outputs = apply(...given);
                const weights = Float32Array.from({ length: outputs.size }, (_, i) => 1 + Math.sin(i));
                return tf.sum(tf.mul(tf.square(outputs), tf.tensor(weights, outputs.shape)));
            };
            return Promise.all(tf
                .grads(loss)(tensors)
                .map(gradient => gradient.data()));
        };
        const expected = await run('cpu');
        const found = await run('wasm');
        t.true(expected[0].some(value => Math.abs(value) > 1e-2));
        for (const [i, gradient] of found.entries())
            t.true(farthest(gradient, expected[i]) < 1e-3, `of input ${i}`);
    });
}
testProp.serial('the gradient of maximum pooling on wasm is that of cpu, for windows of negative values and equal ones too', [
    fc.record({
        shape: fc.tuple(few, fc.integer({ min: 3, max: 7 }), fc.integer({ min: 3, max: 7 }), fc.integer({ min: 1, max: 9 })),
        window: pair,
        strides: pair,
        pad: fc.constantFrom('same', 'valid'),
        shift: fc.constantFrom(-5, 0, 5),
        isCoarse: fc.boolean(),
    }),
], async (t, { shape, window, strides, pad, shift, isCoarse }) => {
    const random = openSeededRandom(11, 'pooling');
    const values = Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => {
        const value = random.normal() + shift;
        return isCoarse ? Math.round(value) : value;
    });
    const run = async (backend) => {
        await tf.setBackend(backend);
        const loss = (x) => tf.sum(tf.square(tf.maxPool(x, window, strides, pad)));
        return tf.tidy(() => tf.grad(loss)(tf.tensor4d(values, shape))).data();
    };
    t.true(farthest(await run('wasm'), await run('cpu')) < tolerance);
}, { numRuns: 200 });
test.serial('the gradients leave no tensor behind, and channels first are refused', async (t) => {
    await tf.setBackend('wasm');
    const geometry = geometryOf({
        isDepthwise: false,
        input: [2, 6, 6, 2],
        filter: [3, 3, 2, 3],
        strides: [2, 2],
        dilations: [1, 1],
        pad: 'same',
    });
    const { x, w, dy } = valuesFor(geometry);
    const before = tf.memory().numTensors;
    const tensors = [
        tf.tensor4d(x, geometry.inShape),
        tf.tensor4d(w, geometry.filterShape),
        tf.tensor4d(dy, geometry.outShape),
    ];
    tf.dispose([
        filterGradient(tensors[0], tensors[2], geometry),
        inputGradient(tensors[2], tensors[1], geometry),
    ]);
    const run = () => tf
        .engine()
        .runKernel(tf.Conv2DBackpropFilter, { x: tensors[0], dy: tensors[2] }, { strides: 1, pad: 'same', dataFormat: 'NCHW', filterShape: geometry.filterShape });
    t.throws(run, { message: /channels last/ });
    tf.dispose([...tensors]);
    t.is(tf.memory().numTensors, before);
});
//# sourceMappingURL=convolution-gradients.test.js.map