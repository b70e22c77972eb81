import { fc, testProp } from '@fast-check/ava';
import * as tf from '@tensorflow/tfjs-core';
// Registers the derivatives of the library's operations.
import '@tensorflow/tfjs-layers';
import test from 'ava';
import { openSeededRandom } from '../../../../learning/seeded-random.js';
import { startBackend } from '../../../../learning/training/backends.js';
const backends = ['cpu', 'wasm'];
test.before(async () => {
    for (const backend of backends)
        await startBackend(backend);
});
const few = fc.integer({ min: 1, max: 3 });
const poolings = fc.record({
    shape: fc.tuple(few, fc.integer({ min: 3, max: 6 }), fc.integer({ min: 3, max: 6 }), few),
    window: fc.tuple(few, few),
    strides: fc.tuple(few, few),
    pad: fc.constantFrom('same', 'valid'),
    place: fc.nat(),
});
for (const backend of backends) {
    testProp.serial(`on ${backend} the gradient of average pooling is the difference that one input makes, at the edges too`, [poolings], async (t, { shape, window, strides, pad, place }) => {
        await tf.setBackend(backend);
        const random = openSeededRandom(4, 'average pooling');
        const values = Float32Array.from({ length: tf.util.sizeFromShape(shape) }, random.normal);
        const one = values.map((_, i) => (i === place % values.length ? 1 : 0));
        const pool = (x) => tf.avgPool(x, window, strides, pad);
        // Pooling is linear: the outputs of one input alone are its slopes.
        const slopes = tf.tidy(() => pool(tf.tensor4d(one, shape)));
        const weights = tf.tensor(Float32Array.from({ length: slopes.size }, random.normal), slopes.shape);
        const expected = (await tf.sum(tf.mul(slopes, weights)).data())[0];
        const found = tf.grad(x => tf.sum(tf.mul(pool(x), weights)))(tf.tensor4d(values, shape));
        t.true(Math.abs((await found.data())[place % values.length] - expected) < 1e-4);
    });
}
//# sourceMappingURL=average-pooling.test.js.map