import { fc, testProp } from '@fast-check/ava';
import test from 'ava';
import { clipToNorm, euclideanNorm } from '../../../aggregation/privacy/index.js';
test('an update longer than the limit is scaled down to it', t => {
    const clipping = clipToNorm(Float32Array.of(3, -4, 12), 6.5);
    t.deepEqual(clipping, { kind: 'clipped', values: Float32Array.of(1.5, -2, 6), norm: 13, factor: 0.5 });
});
test('an update within the limit is copied as it is', t => {
    const values = Float32Array.of(3, -4);
    const clipping = clipToNorm(values, 5);
    t.deepEqual(clipping, { kind: 'clipped', values, norm: 5, factor: 1 });
    if (clipping.kind === 'clipped')
        t.not(clipping.values, values);
});
test('an update that is not finite is refused with its coordinate, and a limit of nothing throws', t => {
    const refused = (coordinate) => ({ kind: 'refused', reason: 'not-finite', coordinate });
    t.deepEqual(clipToNorm(Float32Array.of(1, Number.NaN), 1), refused(1));
    t.deepEqual(clipToNorm(Float32Array.of(Number.NEGATIVE_INFINITY, Number.NaN), 1), refused(0));
    t.throws(() => clipToNorm(Float32Array.of(1), 0), { instanceOf: RangeError });
});
test('the norm accumulates in float64, where float32 would overflow or stop growing', t => {
    t.is(euclideanNorm(new Float32Array(4).fill(2 ** 100)), 2 ** 101);
    const small = new Float32Array(201).fill(1);
    small[0] = 4096;
    t.is(euclideanNorm(small), Math.sqrt(2 ** 24 + 200));
});
testProp('no clipped update is longer than the limit, and its direction is kept', [
    fc.float32Array({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6, minLength: 1 }),
    fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
], (t, values, limit) => {
    const clipping = clipToNorm(values, limit);
    if (clipping.kind !== 'clipped')
        return t.fail('refused');
    t.true(euclideanNorm(clipping.values) <= limit * (1 + 1e-6));
    t.true(clipping.values.every((value, i) => Math.sign(value) * Math.sign(values[i]) >= 0));
});
//# sourceMappingURL=clipping.test.js.map