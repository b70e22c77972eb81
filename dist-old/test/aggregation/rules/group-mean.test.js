import test from 'ava';
import { meanOfGroups } from '../../../aggregation/rules/index.js';
import { group, honestGroups } from './groups.js';
test('the mean of groups weighs each by its weight', t => {
    const groups = [
        { values: Float32Array.of(1, -2), weight: 3 },
        { values: Float32Array.of(5, 4), weight: 1 },
    ];
    t.deepEqual(meanOfGroups(groups), Float32Array.of(2, -0.5));
});
test('the mean of one group is that group, bit for bit, in memory of its own', t => {
    const [only] = honestGroups('one', 1, 50);
    const mean = meanOfGroups([only]);
    t.deepEqual(mean, only.values);
    t.not(mean.buffer, only.values.buffer);
});
test('one group of many moves the mean as far as it likes', t => {
    const groups = [...honestGroups('mean', 20, 1), group(1e6)];
    t.true(meanOfGroups(groups)[0] > 1e4);
});
test('no groups, unlike groups and weights that are none have no mean', t => {
    const weighing = (weight) => ({ values: Float32Array.of(1), weight });
    const faults = [
        [[], /at least one group/],
        [[group(1), group(1, 2)], /group 1 has 2 values where group 0 has 1/],
        [[weighing(0)], /the weight of group 0/],
        [[weighing(Number.NaN)], /the weight of group 0/],
        [[weighing(1e308), weighing(1e308)], /no finite sum/],
        [[group(1), group(Number.POSITIVE_INFINITY)], /group 1 is not finite at coordinate 0/],
    ];
    for (const [groups, message] of faults) {
        t.throws(() => meanOfGroups(groups), { instanceOf: RangeError, message });
    }
});
//# sourceMappingURL=group-mean.test.js.map