import test from 'ava';
import { describePartition } from '../../../../learning/index.js';
const labels = Int32Array.from([0, 0, 1, 2, 2, 2, 1, 0]);
test('a cut is described by its sizes and by who has which labels', t => {
    const parts = [[0, 2, 3], [1], [4, 5, 6, 7], []].map(part => Int32Array.from(part));
    const summary = describePartition(labels, parts, 4);
    t.deepEqual(summary, {
        holders: 4,
        examples: 8,
        leftOut: 0,
        smallest: 0,
        // Of 0, 1, 3, 4: neither the mean, which is the same, nor either middle one.
        median: 2,
        largest: 4,
        meanLabels: (3 + 1 + 3 + 0) / 4,
        byHolder: [
            { examples: 3, labels: Int32Array.from([1, 1, 1, 0]) },
            { examples: 1, labels: Int32Array.from([1, 0, 0, 0]) },
            { examples: 4, labels: Int32Array.from([1, 1, 2, 0]) },
            { examples: 0, labels: new Int32Array(4) },
        ],
    });
});
test('sizes are ordered as numbers, and what nobody has is counted', t => {
    const many = new Int32Array(200);
    const sized = (...sizes) => sizes.map(size => new Int32Array(size));
    const { smallest, median, largest, leftOut, meanLabels } = describePartition(many, sized(100, 9, 20), 1);
    t.deepEqual([smallest, median, largest, leftOut, meanLabels], [9, 20, 100, 71, 1]);
    t.throws(() => describePartition(many, [], 1), { instanceOf: RangeError });
});
//# sourceMappingURL=describe-partition.test.js.map