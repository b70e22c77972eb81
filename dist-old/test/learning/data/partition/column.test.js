import test from 'ava';
import { columnKeys, PartitionError, parseDataSchema, partition, } from '../../../../learning/index.js';
const schema = parseDataSchema({
    kind: 'table',
    features: [
        { name: 'age', kind: 'number' },
        { name: 'hospital', kind: 'category', values: ['north', 'south', 'east'], other: true },
    ],
    label: { name: 'ill', classes: ['no', 'yes'] },
}, 'test');
const rows = [
    [40, 1],
    [9, 0],
    [100, 3],
    [9, 1],
    [40, Number.NaN],
];
const table = {
    kind: 'raw',
    schema,
    records: {
        features: Float32Array.from(rows.flat()),
        labels: Int32Array.from([0, 1, 0, 1, 1]),
        examples: 5,
        featureShape: [2],
        classes: 2,
    },
};
const { labels } = table.records;
const cut = (keys, rest = {}, minimumExamples = 1) => partition(labels, { kind: 'column', column: 'hospital' }, { minimumExamples, seed: 1, ...(keys === undefined ? {} : { keys }), ...rest }).map(part => [...part]);
test('a column makes a holder of each of its values, in their order', t => {
    const keys = columnKeys(table, 'hospital');
    t.deepEqual(keys, ['south', 'north', 'other', 'south', 'missing']);
    // missing, north, other, south
    t.deepEqual(cut(keys), [[4], [1], [2], [0, 3]]);
    t.deepEqual(cut(keys, { holders: 4, seed: 9 }), [[4], [1], [2], [0, 3]]);
});
test('numbers are ordered by size and not as text', t => {
    t.deepEqual(cut(columnKeys(table, 'age')), [[1, 3], [0, 4], [2]]);
});
test('a natural cut with short holders is refused and never mended', t => {
    const keys = columnKeys(table, 'age');
    for (const whenShort of ['move', 'refuse']) {
        const error = t.throws(() => cut(keys, { whenShort }, 2), { instanceOf: PartitionError });
        t.deepEqual([error.field, error.nearest], ['minimumExamples', 1]);
        t.is(error.message, 'minimumExamples: the data leaves 1 of 3 holders with fewer than 2 examples; at most 1');
    }
});
test('another number of holders than values is refused with the number of values', t => {
    const error = t.throws(() => cut(columnKeys(table, 'age'), { holders: 5 }), { instanceOf: PartitionError });
    t.deepEqual([error.field, error.nearest], ['holders', 3]);
});
test('images, records that are scaled already and unknown columns are refused', t => {
    const refused = (run, message) => {
        const error = t.throws(run, { instanceOf: PartitionError, message });
        t.is(error.field, 'partition.column');
    };
    refused(() => columnKeys(table.records, 'hospital'), /no column "hospital" in images/);
    refused(() => columnKeys(table, 'ward'), /no "ward"; the table has age, hospital$/);
    refused(() => cut(undefined), /images have no columns/);
    refused(() => cut(['a']), /1 values of "hospital" for 5 examples/);
});
//# sourceMappingURL=column.test.js.map