import { fc, testProp } from '@fast-check/ava';
import test from 'ava';
import { combineGroups, meanOfGroups } from '../../../aggregation/rules/index.js';
import { distance, group, honestGroups } from './groups.js';
/** Multi-Krum as its definition reads. */
function slowKrum(groups, faulty, keep) {
    const scores = groups.map((one, place) => {
        const others = groups.filter((_, other) => other !== place);
        const squares = others.map(other => distance(one.values, other.values) ** 2).sort((a, b) => a - b);
        return squares.slice(0, groups.length - faulty - 2).reduce((sum, square) => sum + square, 0);
    });
    const places = groups.map((_, place) => place).sort((a, b) => scores[a] - scores[b]);
    return places.slice(0, keep).sort((a, b) => a - b);
}
testProp('Multi-Krum keeps the groups whose nearest others are nearest, and averages them by weight', [
    fc.string(),
    fc.integer({ min: 0, max: 3 }),
    fc.integer({ min: 0, max: 6 }),
    fc.option(fc.integer({ min: 1, max: 5 })),
], (t, seed, faulty, more, keep) => {
    const groups = honestGroups(seed, 2 * faulty + 5 + more, 4);
    const kept = slowKrum(groups, faulty, keep ?? groups.length - faulty);
    const settings = { rule: 'multi-krum', faulty, ...(keep === null ? {} : { keep }) };
    const { values, leftOut } = combineGroups(settings, groups);
    t.deepEqual(leftOut, groups.map((_, place) => place).filter(place => !kept.includes(place)));
    t.deepEqual(values, meanOfGroups(kept.map(place => groups[place])));
});
test('Krum with one to keep gives one of the groups, the earlier of two alike', t => {
    const groups = [group(40), group(1), group(1), group(0), group(2.5)];
    const { values, leftOut } = combineGroups({ rule: 'multi-krum', faulty: 1, keep: 1 }, groups);
    t.deepEqual(values, Float32Array.of(1));
    t.deepEqual(leftOut, [0, 2, 3, 4]);
});
test('Multi-Krum leaves out the far groups and names them', t => {
    const groups = [
        group(1, 0),
        group(-90, 90),
        group(0, 1),
        group(1, 1),
        group(0, 0),
        group(90, 90),
        group(2, 1),
    ];
    const { values, leftOut } = combineGroups({ rule: 'multi-krum', faulty: 2 }, groups);
    t.deepEqual(leftOut, [1, 5]);
    t.deepEqual(values, Float32Array.of(0.8, 0.6));
});
test('the norm filter drops what is longer than its factor times the median norm, and weighs the rest', t => {
    // Norms 5, 1, 2, 10 and 4.1: the median is 4.1, twice that 8.2.
    const groups = [
        group(3, 4),
        group(0, 1),
        group(2, 0),
        group(6, -8),
        { values: Float32Array.of(0, 4.1), weight: 5 },
    ];
    const { values, leftOut } = combineGroups({ rule: 'norm-filter', factor: 2 }, groups);
    t.deepEqual(leftOut, [3]);
    t.deepEqual(values, Float32Array.of(5 / 8, (4 + 1 + 5 * Math.fround(4.1)) / 8));
});
test('the median norm of an even number of groups is halfway, and a norm at the limit stays', t => {
    const groups = [group(1), group(2), group(4), group(9), group(-4.5), group(3)];
    // Norms 1, 2, 3, 4, 4.5, 9: the median is 3.5.
    t.deepEqual(combineGroups({ rule: 'norm-filter', factor: 4.5 / 3.5 }, groups).leftOut, [3]);
    t.deepEqual(combineGroups({ rule: 'norm-filter', factor: 9 / 3.5 }, groups).leftOut, []);
});
test('groups without a step at all are no reason to drop them', t => {
    const groups = [group(0), group(0), group(0), group(0.25)];
    const { values, leftOut } = combineGroups({ rule: 'norm-filter', factor: 3 }, groups);
    t.deepEqual([values[0], leftOut], [0, [3]]);
});
//# sourceMappingURL=selection-rules.test.js.map