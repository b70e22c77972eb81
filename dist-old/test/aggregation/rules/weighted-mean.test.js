import { fc, testProp } from '@fast-check/ava';
import test from 'ava';
import { unsafeFixedRandom } from '../../../aggregation/crypto/index.js';
import { weightedMean } from '../../../aggregation/rules/index.js';
import { encodeFixedPoint } from '../../../aggregation/vector/index.js';
test('the mean weighs each member by its share of the whole weight', t => {
    // Weights 1 and 4 of at most 8: alpha 1/8 and 1/2; values 2 and -1 at step 1/64.
    const integers = Int32Array.of((2 * 64) / 8 - 64 / 2);
    const mean = weightedMean({ integers, step: 1 / 64, maximumWeight: 8, totalWeight: 5 });
    t.is(mean[0], Math.fround((1 * 2 + 4 * -1) / 5));
});
test('a sum without weight has no mean', t => {
    for (const totalWeight of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
        const sum = { integers: Int32Array.of(1), step: 1, maximumWeight: 1, totalWeight };
        t.throws(() => weightedMean(sum), { instanceOf: RangeError });
    }
});
testProp('the mean of quantized updates equals the float64 mean within the rounding of its members', [
    fc.array(fc.tuple(fc.integer({ min: 1, max: 500 }), fc.float({ min: -1, max: 1, noNaN: true })), {
        minLength: 1,
        maxLength: 20,
    }),
    fc.string(),
], (t, members, seed) => {
    const random = unsafeFixedRandom(seed);
    const scale = { bound: 100_000, range: 1 };
    let sum = 0;
    for (const [weight, value] of members) {
        const outcome = encodeFixedPoint(Float32Array.of(value), scale, random, weight / 500);
        if (outcome.kind === 'encoded')
            sum += outcome.integers[0];
    }
    const totalWeight = members.reduce((total, [weight]) => total + weight, 0);
    const exact = members.reduce((total, [weight, value]) => total + weight * value, 0) / totalWeight;
    const mean = weightedMean({ integers: Int32Array.of(sum), step: 1e-5, maximumWeight: 500, totalWeight });
    const tolerance = (members.length * 1e-5 * 500) / totalWeight + 1e-6;
    t.true(Math.abs(mean[0] - exact) <= tolerance, `${mean[0]} for ${exact}`);
});
//# sourceMappingURL=weighted-mean.test.js.map