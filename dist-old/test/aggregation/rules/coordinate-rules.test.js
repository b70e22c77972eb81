import { fc, testProp } from '@fast-check/ava';
import test from 'ava';
import { combineGroups } from '../../../aggregation/rules/index.js';
import { group } from './groups.js';
const value = fc.float({ min: -100, max: 100, noNaN: true });
/** Groups of 3 values and any weight; up to 40 of them, which goes past the insertion sort. */
function groupsFrom(least) {
    return fc.array(fc.record({
        values: fc
            .array(value, { minLength: 3, maxLength: 3 })
            .map((values) => Float32Array.from(values)),
        weight: fc.integer({ min: 1, max: 900 }),
    }), { minLength: least, maxLength: 40 });
}
function ordered(groups, i) {
    return groups.map(({ values }) => values[i] + 0).sort((a, b) => a - b);
}
testProp('the median is the middle of the sorted values, whatever the weights', [groupsFrom(3)], (t, groups) => {
    const { values, leftOut } = combineGroups({ rule: 'median' }, groups);
    const middle = groups.length / 2;
    const slow = [0, 1, 2].map(i => {
        const column = ordered(groups, i);
        return (column[Math.ceil(middle) - 1] + column[Math.floor(middle)]) / 2;
    });
    t.deepEqual(values, Float32Array.from(slow));
    t.deepEqual(leftOut, []);
});
testProp('the trimmed mean is the mean of the sorted values without their ends', [groupsFrom(7), fc.integer({ min: 0, max: 3 })], (t, groups, trim) => {
    const { values } = combineGroups({ rule: 'trimmed-mean', trim }, groups);
    const slow = [0, 1, 2].map(i => {
        const column = ordered(groups, i).slice(trim, groups.length - trim);
        return column.reduce((sum, one) => sum + one, 0) / column.length;
    });
    t.deepEqual(values, Float32Array.from(slow));
});
for (const rule of [{ rule: 'median' }, { rule: 'trimmed-mean', trim: 2 }]) {
    testProp(`${rule.rule} gives the same bits in whatever order the groups come`, [
        groupsFrom(5).chain(groups => fc.tuple(fc.constant(groups), fc.shuffledSubarray(groups, { minLength: groups.length }))),
    ], (t, [groups, shuffled]) => {
        const bits = (one) => new Uint32Array(combineGroups(rule, one).values.buffer);
        t.deepEqual(bits(shuffled), bits(groups));
    });
}
test('a median of zeros is zero, never minus zero', t => {
    const { values } = combineGroups({ rule: 'median' }, [group(-0), group(-0), group(0)]);
    t.true(Object.is(values[0], 0));
});
test('the median of an even number of groups is halfway between the two in the middle', t => {
    const { values } = combineGroups({ rule: 'median' }, [group(9), group(1), group(-50), group(2)]);
    t.is(values[0], 1.5);
});
test('trimming drops other groups in other coordinates', t => {
    const groups = [group(1, 10), group(2, -7), group(4, 1), group(30, 4)];
    t.deepEqual(combineGroups({ rule: 'trimmed-mean', trim: 1 }, groups).values, Float32Array.of(3, 2.5));
});
//# sourceMappingURL=coordinate-rules.test.js.map