import { fc, testProp } from '@fast-check/ava';
import test from 'ava';
import { unsafeFixedRandom } from '../../../aggregation/crypto/index.js';
import { checkSumNorm, clipToNorm } from '../../../aggregation/privacy/index.js';
import { encodeFixedPoint } from '../../../aggregation/vector/index.js';
const scale = { bound: 10_000, range: 8 };
const step = scale.range / scale.bound;
const three = { vectors: 3, factors: 3 };
function sumOfClipped(vectors, clipNorm, seed) {
    const random = unsafeFixedRandom(seed);
    const sum = new Int32Array(vectors[0].length);
    for (const vector of vectors) {
        const clipped = clipToNorm(vector, clipNorm);
        if (clipped.kind !== 'clipped')
            throw new Error(clipped.reason);
        const encoded = encodeFixedPoint(clipped.values, scale, random);
        if (encoded.kind !== 'encoded')
            throw new Error(encoded.reason);
        encoded.integers.forEach((integer, i) => {
            sum[i] += integer;
        });
    }
    return sum;
}
testProp('check 28: members who clip never raise the alarm on their sum, however alike their updates are', [fc.integer({ min: 1, max: 12 }), fc.float({ min: Math.fround(0.5), max: 4, noNaN: true }), fc.string()], (t, members, clipNorm, seed) => {
    const vector = Float32Array.from({ length: 200 }, (_, i) => Math.sin(i + seed.length));
    const sum = sumOfClipped(new Array(members).fill(vector), clipNorm, seed);
    t.false(checkSumNorm(sum, step, { vectors: members, factors: members }, clipNorm).isOverLimit);
});
test('check 28: one update that was not clipped raises it, as soon as the sum is over n C (1 + slack)', t => {
    const honest = Float32Array.from({ length: 200 }, () => 1);
    const long = Float32Array.from({ length: 200 }, () => 4);
    const norm = Math.sqrt(200);
    const sum = sumOfClipped([honest, honest, honest], norm, 'honest');
    t.false(checkSumNorm(sum, step, three, norm).isOverLimit);
    const poisoned = sum.map((value, i) => value + Math.round(long[i] / step) - Math.round(honest[i] / step));
    const alarm = checkSumNorm(poisoned, step, three, norm);
    t.true(alarm.isOverLimit);
    t.true(Math.abs(alarm.norm - 6 * norm) < 0.1, `${alarm.norm}`);
    // With a slack that allows for it, it is silent: the limit is what is compared.
    t.false(checkSumNorm(poisoned, step, three, norm, 1.01).isOverLimit);
});
//# sourceMappingURL=sum-norm.test.js.map