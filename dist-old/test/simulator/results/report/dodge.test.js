import { fc, testProp } from '@fast-check/ava';
import test from 'ava';
import { dodged } from '../../../../simulator/results/report/dodge.js';
test('labels with room stay where they are, others move apart about their middle', t => {
    t.deepEqual(dodged([10, 50], 12, 0, 100), [10, 50]);
    t.deepEqual(dodged([50, 50], 12, 0, 100), [44, 56]);
    t.deepEqual(dodged([52, 50, 10], 12, 0, 100), [57, 45, 10]);
    t.deepEqual(dodged([99, 100], 12, 0, 100), [88, 100]);
    t.deepEqual(dodged([50, 50, 50], 60, 0, 100), [0, 50, 100]);
    t.deepEqual(dodged([], 12, 0, 100), []);
});
testProp('labels are apart, inside, and in the order in which they were wanted', [fc.array(fc.double({ min: -20, max: 220, noNaN: true }), { minLength: 1, maxLength: 12 })], (t, wanted) => {
    const places = dodged(wanted, 13, 0, 200);
    const order = wanted.map((_, i) => i).sort((a, b) => wanted[a] - wanted[b] || a - b);
    for (const [rank, i] of order.entries()) {
        t.true(places[i] >= -1e-9 && places[i] <= 200 + 1e-9);
        if (rank > 0)
            t.true(places[i] - places[order[rank - 1]] >= 13 - 1e-9);
    }
});
//# sourceMappingURL=dodge.test.js.map