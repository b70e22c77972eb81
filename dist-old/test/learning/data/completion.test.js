import { fc, testProp } from '@fast-check/ava';
import test from 'ava';
import { columnsOf, completeDataset, completeSchema, DataError, imputationOf, isCompletionOf, readDataset, readRawDataset, statisticsLayout, statisticsOfSum, summariseColumns, } from '../../../learning/index.js';
import { openTemporaryFiles, tableSchema } from './temporary-files.js';
const files = await openTemporaryFiles();
const range = { minimum: -40, maximum: 215 };
const days = { minimum: '2000-01-01', maximum: '2030-01-01' };
const features = [
    { name: 'median', kind: 'number', ...range, impute: 'median' },
    { name: 'indicated', kind: 'number', ...range, impute: 'indicator' },
    { name: 'stated', kind: 'number', ...range, mean: 12, missing: [-9], impute: 'mean' },
    { name: 'whole', kind: 'number', ...range, integer: true, impute: 'constant', constant: 3 },
    { name: 'seen', kind: 'date', ...days, impute: 'median' },
    { name: 'smokes', kind: 'boolean', impute: 'indicator' },
    { name: 'grade', kind: 'ordinal', values: ['low', 'middle', 'high'], impute: 'constant', constant: 'high' },
    { name: 'ward', kind: 'category', values: ['north', 'south'], other: true, impute: 'indicator' },
    { name: 'site', kind: 'category', values: ['a', 'b', 'c'], impute: 'constant', constant: 'c' },
];
const schema = tableSchema(features, { statistics: 'federated' });
/** Places of an example whose values were rounded to 32 bits before they were standardised, and the column's place. */
const rounded = new Map([
    [0, 0],
    [1, 1],
    [3, 2],
]);
/** The schema as one holder alone would complete it. */
function completedBy(raw) {
    const layout = statisticsLayout(schema, { ringBits: 24, maximumHolders: 2, maximumRecords: 1000 });
    const reading = statisticsOfSum(summariseColumns(columnsOf(raw), schema, layout), schema, layout);
    if (reading.kind !== 'statistics')
        throw new Error(reading.detail);
    return completeSchema(schema, reading.statistics);
}
const orBlank = (values) => fc.oneof({ weight: 3, arbitrary: values }, fc.constant(''));
const number = orBlank(fc.double({ min: -40, max: 215, noNaN: true }).map(String));
const row = fc
    .tuple(number, number, number, orBlank(fc.integer({ min: -40, max: 215 }).map(String)), orBlank(fc
    .integer({ min: 0, max: 10_000 })
    .map(day => new Date((10_957 + day) * 86_400_000).toISOString().slice(0, 10))), orBlank(fc.constantFrom('yes', 'no')), orBlank(fc.constantFrom('low', 'middle', 'high')), orBlank(fc.constantFrom('north', 'south', 'west')), orBlank(fc.constantFrom('a', 'b', 'c')), fc.constantFrom('healthy', 'ill'))
    .map(cells => cells.join(','));
const header = [...features.map(({ name }) => name), 'outcome'].join(',');
testProp('to complete raw records is to read the file with the completed schema, within the rounding of a value', [fc.array(row, { minLength: 1, maxLength: 12 })], async (t, rows) => {
    const file = await files.write('t.csv', `${[header, ...rows].join('\n')}\n`);
    const raw = await readRawDataset(file, schema);
    const completed = completedBy(raw);
    const [found, read] = [completeDataset(raw, completed), await readDataset(file, completed)];
    t.deepEqual({ ...found, features: null }, { ...read, features: null });
    const width = read.featureShape[0];
    for (const [i, value] of read.features.entries()) {
        const column = rounded.get(i % width);
        const { deviation = 1 } = column === undefined ? {} : completed.features[column];
        // Half a unit in the last place of a value below 256, in deviations, and that of the result.
        const slack = column === undefined ? 0 : 2 ** -17 / deviation + Math.abs(value) * 2 ** -23;
        t.true(Math.abs(found.features[i] - value) <= slack, `${i}: ${found.features[i]} ${value}`);
    }
}, { numRuns: 60 });
const content = `${header}
20,1,-9,7,2010-01-01,yes,low,west,b,ill
40,,,8,2010-01-05,,,,,healthy
,2,30,,2010-01-03,no,high,south,a,ill
`;
const reading = files.write('table.csv', content).then(file => readRawDataset(file, schema));
const completed = tableSchema(features.map((feature, i) => ({
    ...feature,
    ...(i < 4 ? { mean: 12, deviation: 4 } : {}),
    ...(i === 0 ? { median: 28 } : {}),
    ...(i === 4 ? { mean: '2010-01-02', deviation: 2, median: '2010-01-04' } : {}),
})));
test('every kind of column has the places that it would have been read into', async (t) => {
    const raw = await reading;
    const { features: encoded, featureShape, labels } = completeDataset(raw, completed);
    t.deepEqual(featureShape, [16]);
    t.deepEqual([...labels], [1, 0, 1]);
    t.deepEqual([...encoded], [
        ...[2, -2.75, 0, 0, -1.25, -0.5, 1, 0, 0, 0, 0, 1, 0, 0, 1, 0],
        ...[7, 0, 1, 0, -1, 1.5, 0, 1, 1, 0, 0, 0, 1, 0, 0, 1],
        ...[4, -2.5, 0, 4.5, -2.25, 0.5, 0, 0, 1, 0, 1, 0, 0, 1, 0, 0],
    ]);
});
test('what was imputed is told column by column, in the units of the column', async (t) => {
    const raw = await reading;
    const told = imputationOf(raw, completed);
    t.deepEqual(told.map(({ name, missing, how, value }) => [name, missing, how, value]), [
        ['median', 1, 'median', 28],
        ['indicated', 1, 'indicator', undefined],
        ['stated', 2, 'mean', 12],
        ['whole', 1, 'constant', 3],
        ['seen', 0, 'median', '2010-01-04'],
        ['smokes', 1, 'indicator', undefined],
        ['grade', 1, 'constant', 'high'],
        ['ward', 1, 'indicator', undefined],
        ['site', 1, 'constant', 'c'],
    ]);
    t.true(told.every(({ records }) => records === 3));
    const plain = tableSchema([{ name: 'x', kind: 'number' }]);
    const records = { ...raw.records, features: Float32Array.of(1, 2, 3), featureShape: [1] };
    t.deepEqual(imputationOf({ kind: 'raw', schema: plain, records }, plain), [
        { name: 'x', missing: 0, records: 3, how: undefined, value: undefined },
    ]);
});
test('what the sums make of a schema completes it, and so does what keeps a constant column’s deviation out', async (t) => {
    const raw = await reading;
    t.true(isCompletionOf(schema, completedBy(raw)));
    t.true(isCompletionOf(schema, completed));
    const constant = tableSchema(completed.features.map((feature, i) => {
        if (i !== 1)
            return feature;
        const { deviation: _, ...rest } = feature;
        return rest;
    }));
    t.true(isCompletionOf(schema, constant));
    // Without federated statistics there is nothing to add.
    t.true(isCompletionOf(completed, completed));
    t.false(isCompletionOf(completed, schema));
});
test('attack: a completed schema that changes what was stated, adds to it or leaves something out is none', async (t) => {
    const raw = await reading;
    const changed = (place, fields) => ({
        ...completed,
        features: completed.features.map((feature, i) => (i === place ? { ...feature, ...fields } : feature)),
    });
    const without = (place, field) => ({
        ...completed,
        features: completed.features.map((feature, i) => i === place ? Object.fromEntries(Object.entries(feature).filter(([name]) => name !== field)) : feature),
    });
    const attacks = [
        ['the open schema itself', schema],
        ['a stated mean moved', changed(2, { mean: 13 })],
        ['a range widened', changed(0, { maximum: 1000 })],
        ['a median where none is imputed', changed(1, { median: 5 })],
        ['a mean for a constant imputed', changed(3, { constant: 4 })],
        ['another way to impute', changed(0, { impute: 'mean' })],
        ['codes of its own', changed(0, { missing: [1] })],
        ['a mean on a category', changed(7, { mean: 1 })],
        ['other values let in', changed(8, { other: true })],
        ['a column of another kind', changed(0, { kind: 'category', values: ['a'] })],
        ['a mean left out', without(0, 'mean')],
        ['a median left out', without(4, 'median')],
        ['a column left out', { ...completed, features: completed.features.slice(1) }],
        ['a column more', { ...completed, features: [...completed.features, { name: 'y', kind: 'number' }] }],
        ['two columns exchanged', { ...completed, features: completed.features.toReversed() }],
        ['the classes exchanged', { ...completed, label: { ...completed.label, classes: ['ill', 'healthy'] } }],
        ['a format of its own', { ...completed, delimiter: ';' }],
        ['a mean below the range', changed(0, { mean: -1e6 })],
        ['a deviation wider than the range allows', changed(0, { deviation: 1e6 })],
        ['a deviation that no records have', changed(0, { deviation: 1e-30 })],
        ['a median above the range', changed(4, { median: 1e6 })],
        ['statistics still open', { ...completed, statistics: 'federated' }],
    ];
    for (const [what, attack] of attacks) {
        t.false(isCompletionOf(schema, attack), what);
        t.throws(() => completeDataset(raw, attack), { instanceOf: DataError }, what);
    }
});
test('what the terms state is theirs, also a mean outside the range', async (t) => {
    const withMean = (one) => ({
        ...one,
        features: one.features.map((feature, i) => (i === 0 ? { ...feature, mean: -1000 } : feature)),
    });
    t.true(isCompletionOf(withMean(schema), withMean(completed)));
    t.false(isCompletionOf(schema, withMean(completed)));
});
test('a deviation that makes a value too large for a model is refused with its record and column', async (t) => {
    const raw = await reading;
    // The terms state it, so that the completion may have it.
    const withTiny = (one) => ({
        ...one,
        features: one.features.map((feature, i) => (i === 1 ? { ...feature, deviation: 1e-38 } : feature)),
    });
    t.throws(() => completeDataset({ ...raw, schema: withTiny(schema) }, withTiny(completed)), {
        instanceOf: DataError,
        message: /^the records, row 1, column "indicated": 1 is no number of 32 bits/,
    });
});
//# sourceMappingURL=completion.test.js.map