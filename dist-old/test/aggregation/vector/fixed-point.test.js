import { fc, testProp } from '@fast-check/ava';
import test from 'ava';
import { unsafeFixedRandom } from '../../../aggregation/crypto/index.js';
import { decodeFixedPoint, encodeFixedPoint, reduceWords, residuesIn, signExtend, } from '../../../aggregation/vector/index.js';
const scale = { bound: 1000, range: 4 };
function integersOf(values, multiplier = 1, seed = 'rounding') {
    const outcome = encodeFixedPoint(values, scale, unsafeFixedRandom(seed), multiplier);
    if (outcome.kind === 'refused')
        throw new Error('refused');
    return outcome.integers;
}
test('values on the grid are exact and values past the range are saturated and counted', t => {
    const outcome = encodeFixedPoint(Float32Array.of(0, 1, -2, 4, -4, 5, -1e30), scale, unsafeFixedRandom('grid'));
    t.deepEqual(outcome, {
        kind: 'encoded',
        integers: Int32Array.of(0, 250, -500, 1000, -1000, 1000, -1000),
        saturatedCount: 2,
    });
});
test('a multiplier scales before it saturates', t => {
    t.deepEqual(integersOf(Float32Array.of(8, -4, 2), 0.5), Int32Array.of(1000, -500, 250));
});
test('a value that is not a number is refused with its coordinate', t => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
        const outcome = encodeFixedPoint(Float32Array.of(1, 2, bad, bad), scale, unsafeFixedRandom('bad'));
        t.deepEqual(outcome, { kind: 'refused', reason: 'not-finite', coordinate: 2 });
    }
});
test('rounding is unbiased, with the variance of a coin', t => {
    const draws = 400_000;
    for (const fraction of [0.25, 0.75, 0.0625]) {
        for (const floor of [3, -7]) {
            const value = ((floor + fraction) * scale.range) / scale.bound;
            const integers = integersOf(new Float32Array(draws).fill(value), 1, `${fraction} ${floor}`);
            const scaled = (Math.fround(value) * scale.bound) / scale.range;
            const mean = integers.reduce((sum, integer) => sum + integer, 0) / draws;
            const deviation = Math.sqrt((fraction * (1 - fraction)) / draws);
            t.true(Math.abs(mean - scaled) < 5 * deviation, `mean ${mean} for ${scaled}`);
            t.true(integers.every(integer => integer === floor || integer === floor + 1));
        }
    }
});
testProp('a value goes one up exactly when its coin is below its fraction', [fc.array(fc.float({ min: -4, max: 4, noNaN: true }), { minLength: 1, maxLength: 50 }), fc.string()], (t, values, seed) => {
    const coins = new DataView(unsafeFixedRandom(seed).bytes(4 * values.length).buffer);
    const expected = values.map((value, i) => {
        const scaled = Math.fround(value) * (scale.bound / scale.range);
        const floor = Math.floor(scaled);
        return coins.getUint32(4 * i, true) < (scaled - floor) * 2 ** 32 ? floor + 1 : floor + 0;
    });
    t.deepEqual([...integersOf(Float32Array.from(values), 1, seed)], expected);
});
testProp('every integer lies within one of its value and decodes to within a step', [fc.float32Array({ noNaN: true, noDefaultInfinity: true, min: -4, max: 4, minLength: 1 })], (t, values) => {
    const integers = integersOf(values);
    const decoded = decodeFixedPoint(integers, scale);
    values.forEach((value, i) => {
        t.true(Math.abs(integers[i] - value * 250) < 1);
        t.true(Math.abs(decoded[i] - value) < 4 / 1000 + 1e-6);
    });
});
test('residues are read as signed integers of their width', t => {
    t.deepEqual(signExtend(Uint32Array.of(0, 1, 0x7fffff, 0x800000, 0xffffff), 24), Int32Array.of(0, 1, 8388607, -8388608, -1));
    t.deepEqual(signExtend(Uint32Array.of(0xffffffff, 0x80000000, 5), 32), Int32Array.of(-1, -(2 ** 31), 5));
    t.deepEqual(signExtend(Uint32Array.of(0x7f, 0x80, 0xff), 8), Int32Array.of(127, -128, -1));
});
testProp('signed integers survive the ring when their sum fits', [fc.array(fc.tuple(fc.integer({ min: -1000, max: 1000 }), fc.integer({ min: -1000, max: 1000 })))], (t, pairs) => {
    const sum = residuesIn(Int32Array.from(pairs, ([left]) => left));
    residuesIn(Int32Array.from(pairs, ([, right]) => right)).forEach((residue, i) => {
        sum[i] += residue;
    });
    reduceWords(sum, 12);
    t.deepEqual(signExtend(sum, 12), Int32Array.from(pairs, ([left, right]) => left + right));
});
//# sourceMappingURL=fixed-point.test.js.map