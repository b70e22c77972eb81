import { fc, testProp } from '@fast-check/ava';
import test from 'ava';
import { parameterVector, unsafeFixedRandom, weightLimbsOf, } from '../../aggregation/index.js';
import { protectVectors } from '../../client/index.js';
import { protectCounts } from '../../client/protect.js';
import { aggregationParametersFor } from '../../protos/terms.js';
import { testTerms } from './scripted-coordinator.js';
const layout = [
    { name: 'dense-1/kernel', shape: [2, 2] },
    { name: 'dense-1/bias', shape: [2] },
];
const parameters = aggregationParametersFor(testTerms(), 'training', {
    valueCount: 6,
    tallyLength: 0,
});
/** One vector, as most algorithms send it. */
function protectUpdate(update, { clipNorm, ...terms }, random) {
    return protectVectors([update], { ...terms, parts: [{ clipNorm, range: terms.parameters.range }] }, random);
}
function updateOf(values) {
    return parameterVector(Float32Array.from(values), layout);
}
/** The slow twin: exact scaled reals, before rounding. */
function scaled(values, clipNorm, examples) {
    const floats = values.map(Math.fround);
    const norm = Math.sqrt(floats.reduce((sum, value) => sum + value * value, 0));
    const factor = norm > clipNorm ? clipNorm / norm : 1;
    const alpha = examples / parameters.maximumWeight;
    return floats.map(value => (Math.fround(value * factor) * alpha * parameters.bound) / parameters.range);
}
const coordinate = fc.float({ min: -3, max: 3, noNaN: true });
testProp('every coordinate is one of the two integers around its clipped, weighted and scaled value', [fc.array(coordinate, { minLength: 6, maxLength: 6 }), fc.integer({ min: 1, max: 1000 })], (t, values, examples) => {
    const terms = { parameters, clipNorm: 0.5, examples };
    const outcome = protectUpdate(updateOf(values), terms, unsafeFixedRandom('coins'));
    if (outcome.kind !== 'protected')
        return t.fail();
    for (const [i, exact] of scaled(values, 0.5, examples).entries()) {
        t.true(Math.abs(outcome.integers[i] - exact) < 1 + 1e-3, `coordinate ${i}: ${exact}`);
    }
    t.true(outcome.integers.every(integer => Math.abs(integer) <= parameters.bound));
});
test('what was counted rides between update and weight, as it is', t => {
    const wide = aggregationParametersFor(testTerms(), 'training', { valueCount: 6, tallyLength: 3 });
    const terms = { parameters: wide, clipNorm: 1, examples: 9, tally: Int32Array.of(7, 0, 5) };
    const outcome = protectUpdate(updateOf([0, 0, 0, 0, 0, 0]), terms, unsafeFixedRandom('coins'));
    t.deepEqual(outcome.kind === 'protected' ? [...outcome.integers] : [], [0, 0, 0, 0, 0, 0, 7, 0, 5, 9]);
    t.throws(() => protectUpdate(updateOf([0, 0, 0, 0, 0, 0]), { ...terms, tally: Int32Array.of(7) }, unsafeFixedRandom('')), {
        instanceOf: RangeError,
    });
});
test('a round of counts alone sends them as they are, and no other number of them', t => {
    const counts = aggregationParametersFor(testTerms(), 'statistics', { valueCount: 0, tallyLength: 3 });
    t.deepEqual([...protectCounts(Int32Array.of(1, 2, 3), counts)], [1, 2, 3]);
    t.throws(() => protectCounts(Int32Array.of(1, 2), counts), {
        instanceOf: RangeError,
        message: /2 digits.*room for 3/,
    });
});
test('the weight rides in limbs after the update', t => {
    const narrow = aggregationParametersFor(testTerms({ aggregation: { ...testTerms().aggregation, bits: 12 } }), 'training', { valueCount: 6, tallyLength: 0 });
    const limbs = weightLimbsOf(narrow);
    t.deepEqual(limbs, { bits: 8, count: 2 });
    const terms = { parameters: narrow, clipNorm: 1, examples: 777 };
    const outcome = protectUpdate(updateOf([0, 0, 0, 0, 0, 0]), terms, unsafeFixedRandom('coins'));
    // 777 = 3 * 256 + 9
    t.deepEqual(outcome.kind === 'protected' ? [...outcome.integers] : [], [0, 0, 0, 0, 0, 0, 9, 3]);
});
test('an update beyond the norm is scaled down to it, and says so', t => {
    const terms = { parameters, clipNorm: 0.5, examples: 1000 };
    const outcome = protectUpdate(updateOf([3, 4, 0, 0, 0, 0]), terms, unsafeFixedRandom('coins'));
    if (outcome.kind !== 'protected')
        return t.fail();
    t.is(outcome.norm, 5);
    t.true(Math.abs(outcome.clippingFactor - 0.1) < 1e-12);
    t.true(Math.abs(outcome.integers[0] / parameters.bound - 0.3) < 1e-5);
    t.true(Math.abs(outcome.integers[1] / parameters.bound - 0.4) < 1e-5);
});
test('coordinates beyond the range saturate and are counted', t => {
    const terms = { parameters, clipNorm: 100, examples: 1000 };
    const outcome = protectUpdate(updateOf([3, -4, 0.5, 0, 0, 0]), terms, unsafeFixedRandom('coins'));
    if (outcome.kind !== 'protected')
        return t.fail();
    t.is(outcome.saturatedCount, 2);
    t.deepEqual([...outcome.integers.subarray(0, 2)], [parameters.bound, -parameters.bound]);
});
for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
    test(`an update with ${value} is refused whole, and the tensor is named`, t => {
        const terms = { parameters, clipNorm: 0.5, examples: 10 };
        const outcome = protectUpdate(updateOf([0, 0, 0, 0, 0, value]), terms, unsafeFixedRandom('coins'));
        t.deepEqual(outcome, { kind: 'refused', reason: 'not-finite', place: 'dense-1/bias[1]' });
    });
}
test('a weight over the limit, or an update of another size, is a fault of the caller', t => {
    const coins = unsafeFixedRandom('coins');
    const update = updateOf([0, 0, 0, 0, 0, 0]);
    t.throws(() => protectUpdate(update, { parameters, clipNorm: 1, examples: 1001 }, coins), {
        message: /1 to 1000, not 1001/,
    });
    const longer = { ...parameters, dimension: parameters.dimension + 1 };
    t.throws(() => protectUpdate(update, { parameters: longer, clipNorm: 1, examples: 10 }, coins), {
        message: /1 vectors of 6 values; the parameters have room for 1 of 7/,
    });
});
//# sourceMappingURL=protect.test.js.map