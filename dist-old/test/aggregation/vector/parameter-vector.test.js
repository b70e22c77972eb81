import { fc, testProp } from '@fast-check/ava';
import test from 'ava';
import { joinWeights, limbBitsFor, limbCountFor, parameterVector, placeOfCoordinate, sameLayout, splitWeight, tensorValues, } from '../../../aggregation/vector/index.js';
const layout = [
    { name: 'kernel', shape: [2, 3] },
    { name: 'scale', shape: [] },
    { name: 'bias', shape: [3] },
];
test('a vector is as long as its layout, and names its tensors', t => {
    const vector = parameterVector(Float32Array.from({ length: 10 }, (_, i) => i), layout);
    t.deepEqual(tensorValues(vector, 'bias'), Float32Array.of(7, 8, 9));
    t.deepEqual(tensorValues(vector, 'scale'), Float32Array.of(6));
    t.is(placeOfCoordinate(layout, 5), 'kernel[5]');
    t.is(placeOfCoordinate(layout, 6), 'scale[0]');
    t.throws(() => tensorValues(vector, 'gamma'), { message: /gamma/ });
    t.throws(() => placeOfCoordinate(layout, 10), { instanceOf: RangeError });
});
test('a wrong length, a repeated name and a bad extent throw', t => {
    t.throws(() => parameterVector(new Float32Array(9), layout), { message: /10 coordinates, the vector 9/ });
    t.throws(() => parameterVector(new Float32Array(2), [
        { name: 'a', shape: [] },
        { name: 'a', shape: [] },
    ]), {
        message: /"a" twice/,
    });
    t.throws(() => parameterVector(new Float32Array(0), [{ name: 'a', shape: [-1, 0] }]), { message: /-1/ });
});
test('layouts are the same when names, shapes and order are', t => {
    t.true(sameLayout(layout, structuredClone(layout)));
    t.false(sameLayout(layout, [...layout].reverse()));
    t.false(sameLayout(layout, [{ name: 'kernel', shape: [3, 2] }, ...layout.slice(1)]));
});
test('limbs leave room for every member of the group', t => {
    t.is(limbBitsFor(24, 6), 20);
    t.is(limbBitsFor(24, 128), 16);
    t.is(limbBitsFor(16, 129), 7);
    t.throws(() => limbBitsFor(8, 128), { message: /no room/ });
    t.is(limbCountFor(2 ** 20 - 1, 20), 1);
    t.is(limbCountFor(2 ** 20, 20), 2);
});
testProp('sums of limbs recombine to the sum of the weights without leaving the ring', [
    fc.integer({ min: 12, max: 32 }),
    fc.array(fc.integer({ min: 0, max: 1_000_000_007 }), { minLength: 1, maxLength: 40 }),
], (t, bits, weights) => {
    const limbBits = limbBitsFor(bits, 40);
    const count = limbCountFor(1_000_000_007, limbBits);
    const sums = new Int32Array(count);
    for (const weight of weights)
        splitWeight(weight, limbBits, count).forEach((limb, i) => {
            sums[i] += limb;
        });
    t.true(sums.every(sum => sum <= 2 ** (bits - 1) - 1));
    t.is(joinWeights(sums, limbBits), weights.reduce((sum, weight) => sum + weight, 0));
});
test('a weight over its limit, a fraction and a negative limb throw', t => {
    t.throws(() => splitWeight(16, 2, 2), { message: /over the limit/ });
    t.throws(() => splitWeight(1.5, 2, 2), { instanceOf: RangeError });
    t.throws(() => joinWeights(Int32Array.of(3, -1), 4), { message: /negative/ });
});
//# sourceMappingURL=parameter-vector.test.js.map