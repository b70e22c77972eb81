import { fc, testProp } from '@fast-check/ava';
import * as tf from '@tensorflow/tfjs-core';
import test from 'ava';
import { openSeededRandom } from '../../../../learning/seeded-random.js';
import { startBackend } from '../../../../learning/training/backends.js';
import { farthest } from './slow-convolution.js';
test.before(async () => {
    await startBackend('wasm');
});
const extent = fc.integer({ min: 1, max: 12 });
const tolerance = 1e-4;
function some(name, length) {
    return Float32Array.from({ length }, openSeededRandom(7, name).normal);
}
function slowProduct(a, b, [rows, count, columns]) {
    const out = new Float64Array(rows * columns);
    for (let i = 0; i < rows; i++)
        for (let k = 0; k < count; k++)
            for (let j = 0; j < columns; j++)
                out[i * columns + j] += a[i * count + k] * b[k * columns + j];
    return out;
}
function transposed(values, rows, columns) {
    return values.map((_, place) => values[(place % rows) * columns + Math.floor(place / rows)]);
}
testProp.serial('a product with a transposed operand is the product of what it is the transpose of', [extent, extent, extent], (t, rows, count, columns) => {
    const [a, b] = [some('a', rows * count), some('b', count * columns)];
    const expected = slowProduct(a, b, [rows, count, columns]);
    const before = tf.memory().numTensors;
    for (const [isLeft, isRight] of [
        [true, false],
        [false, true],
        [true, true],
        [false, false],
    ]) {
        const found = tf.tidy(() => {
            const left = isLeft
                ? tf.tensor2d(transposed(a, rows, count), [count, rows])
                : tf.tensor2d(a, [rows, count]);
            const right = isRight
                ? tf.tensor2d(transposed(b, count, columns), [columns, count])
                : tf.tensor2d(b, [count, columns]);
            const product = tf.matMul(left, right, isLeft, isRight);
            t.deepEqual(product.shape, [rows, columns]);
            return product.dataSync();
        });
        t.true(farthest(found, expected) < tolerance, `transposed: ${isLeft}, ${isRight}`);
    }
    t.is(tf.memory().numTensors, before);
}, { examples: [[2, 9, 9]], numRuns: 60 });
test.serial('a product of more rows than are worth the short way is the same one', t => {
    const [rows, count, columns] = [300, 3, 5];
    const [a, b] = [some('a', rows * count), some('b', count * columns)];
    const expected = slowProduct(a, b, [rows, count, columns]);
    tf.tidy(() => {
        const right = tf.tensor2d(b, [count, columns]);
        const found = [
            tf.matMul(tf.tensor2d(a, [rows, count]), right),
            tf.matMul(tf.tensor2d(transposed(a, rows, count), [count, rows]), right, true, false),
        ];
        for (const product of found)
            t.true(farthest(product.dataSync(), expected) < tolerance);
    });
});
test.serial('several products at once keep their transposed operands', t => {
    const a = some('several', 2 * 3 * 4);
    const found = tf.tidy(() => {
        const stacked = tf.tensor3d(a, [2, 3, 4]);
        return tf.matMul(stacked, stacked, true, false).dataSync();
    });
    const parts = [a.subarray(0, 12), a.subarray(12)].map(part => 
    // The transpose of [3, 4] is [4, 3].
    slowProduct(transposed(part, 3, 4), part, [4, 3, 4]));
    t.true(farthest(found, [...parts[0], ...parts[1]]) < tolerance);
});
testProp.serial('a row is added to every row, on either side, and rows are added up, of any width', [extent, extent, extent], (t, planes, rows, width) => {
    const [values, row] = [some('values', planes * rows * width), some('row', width)];
    const sums = new Float64Array(width);
    for (const [i, value] of values.entries())
        sums[i % width] += value;
    const before = tf.memory();
    tf.tidy(() => {
        const [tensor, added] = [tf.tensor3d(values, [planes, rows, width]), tf.tensor1d(row)];
        const expected = values.map((value, i) => value + row[i % width]);
        t.deepEqual(tf.add(tensor, added).dataSync(), expected);
        t.deepEqual(tf.add(added, tensor).dataSync(), expected);
        t.true(farthest(tf.sum(tensor, [0, 1]).dataSync(), sums) < tolerance);
        t.deepEqual(tf.sum(tensor, [0, 1], true).shape, [1, 1, width]);
        t.true(farthest(tf.sum(tensor, [-3, 1]).dataSync(), sums) < tolerance);
        t.deepEqual(tf.sum(tensor, 0).shape, [rows, width]);
    });
    t.like(tf.memory(), { numTensors: before.numTensors, numDataBuffers: before.numDataBuffers });
}, { numRuns: 60 });
test.serial('sums of whole numbers stay whole numbers', t => {
    tf.tidy(() => {
        const values = tf.tensor2d([1, 2, 3, 4, 5, 6, 7, 8], [2, 4], 'int32');
        t.deepEqual(tf.sum(values, 0).dataSync(), Int32Array.of(6, 8, 10, 12));
        t.deepEqual(tf.add(values, tf.tensor1d([1, 1, 1, 1], 'int32')).dtype, 'int32');
    });
});
test.serial('a sum of everything is one number, however wide the rows are', async (t) => {
    const [sum, kept] = tf.tidy(() => {
        const values = tf.tensor2d(some('all', 30), [3, 10]);
        return [tf.sum(values), tf.sum(values, undefined, true)];
    });
    t.deepEqual([sum.shape, kept.shape], [[], [1, 1]]);
    const expected = some('all', 30).reduce((all, value) => all + value, 0);
    t.true(Math.abs((await sum.data())[0] - expected) < tolerance);
    tf.dispose([sum, kept]);
});
//# sourceMappingURL=wasm-products.test.js.map