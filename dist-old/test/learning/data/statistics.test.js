import { fc, testProp } from '@fast-check/ava';
import test from 'ava';
import { columnsWithoutStatistics, completeSchema, DataError, statisticsLayout, statisticsOfSum, summariseColumns, } from '../../../learning/index.js';
import { tableSchema } from './temporary-files.js';
const schema = tableSchema([
    { name: 'x', kind: 'number', minimum: -40, maximum: 215, impute: 'median' },
    { name: 'ward', kind: 'category', values: ['north', 'south'], other: true, impute: 'indicator' },
    { name: 'seen', kind: 'date', minimum: '2000-01-01', maximum: '2030-01-01', impute: 'mean' },
], { statistics: 'federated' });
const [minimum, maximum] = [-40, 215];
const step = (maximum - minimum) / 65_535;
const firstDay = 10_957;
function columnsOf(rows) {
    return {
        records: rows.length,
        values: [0, 1, 2].map(place => Float64Array.from(rows, row => row[place])),
        labels: Int32Array.from(rows, row => row[3]),
    };
}
/** Adds as the ring does: residues, then signs. */
function addInRing(vectors, bits) {
    const shift = 32 - bits;
    return vectors[0].map((_, i) => (vectors.reduce((sum, vector) => sum + vector[i], 0) << shift) >> shift);
}
function statistics(holders, ringBits = 24, maximumRecords = 1000) {
    const layout = statisticsLayout(schema, { ringBits, maximumHolders: 8, maximumRecords });
    const vectors = holders.map(rows => summariseColumns(columnsOf(rows), schema, layout));
    const reading = statisticsOfSum(addInRing(vectors, ringBits), schema, layout);
    if (reading.kind !== 'statistics')
        throw new Error(reading.detail);
    return reading.statistics;
}
/** A column of numbers among the statistics. */
function numbersAt({ columns }, place) {
    const column = columns[place];
    if (column?.kind !== 'numbers')
        throw new Error(`column ${place} is not one of numbers`);
    return column;
}
const missingOr = (values) => fc.oneof({ weight: 4, arbitrary: values }, fc.constant(Number.NaN));
const row = fc.tuple(missingOr(fc.double({ min: minimum, max: maximum, noNaN: true })), missingOr(fc.nat(2)), missingOr(fc.integer({ min: firstDay, max: firstDay + 10_000 })), fc.nat(1));
const holders = fc.array(fc.array(row, { maxLength: 30 }), { minLength: 1, maxLength: 8 });
testProp('statistics from summed vectors are those of the pooled table, within half a step', [holders, fc.constantFrom(12, 16, 24, 32)], (t, parts, ringBits) => {
    const found = statistics(parts, ringBits);
    const pooled = parts.flat();
    t.is(found.records, pooled.length);
    t.deepEqual(found.classes, [0, 1].map(label => pooled.filter(one => one[3] === label).length));
    const [x, ward] = [numbersAt(found, 0), found.columns[1]];
    const values = pooled.map(one => one[0]).filter(value => !Number.isNaN(value));
    t.is(x.count, values.length);
    if (ward?.kind !== 'places')
        return t.fail();
    t.deepEqual(ward.counts, [0, 1, 2].map(place => pooled.filter(one => one[1] === place).length));
    if (values.length === 0)
        return t.true(Number.isNaN(x.mean));
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    const slack = step / 2 + 1e-9;
    t.true(Math.abs(x.mean - mean) <= slack, `mean ${x.mean} ${mean}`);
    t.true(Math.abs(x.deviation - deviation) <= slack, `deviation ${x.deviation} ${deviation}`);
    const median = [...values].sort((left, right) => left - right)[Math.ceil(values.length / 2) - 1];
    t.true(Math.abs(x.median - median) <= (maximum - minimum) / 64 + slack, `median ${x.median} ${median}`);
});
testProp('the vector of one holder keeps below 2^limbBits, so that eight of them do not wrap', [fc.array(row, { maxLength: 40 })], (t, rows) => {
    const layout = statisticsLayout(schema, { ringBits: 16, maximumHolders: 8, maximumRecords: 50 });
    const vector = summariseColumns(columnsOf(rows), schema, layout);
    t.is(vector.length, layout.length);
    t.true(vector.every(value => value >= 0 && value < 2 ** layout.limbBits));
    t.true(8 * (2 ** layout.limbBits - 1) < 2 ** 15);
});
test('the worst case does not wrap either: all holders full of the largest value', t => {
    const rows = Array.from({ length: 1000 }, () => [maximum, 2, firstDay + 10_958, 1]);
    const found = statistics(Array.from({ length: 8 }, () => rows), 16);
    t.is(found.records, 8000);
    t.like(numbersAt(found, 0), { count: 8000, mean: maximum, deviation: 0 });
});
test('a column far from zero loses nothing in one pass: where doubles would cancel, whole numbers do not', t => {
    const far = tableSchema([{ name: 'x', kind: 'number', minimum: 1e9, maximum: 1e9 + 1 }]);
    const layout = statisticsLayout(far, { ringBits: 24, maximumHolders: 2, maximumRecords: 1000 });
    const values = Float64Array.from({ length: 1000 }, (_, i) => 1e9 + (i % 2) * 0.25 + 0.5);
    const columns = { records: 1000, values: [values], labels: new Int32Array(1000) };
    const reading = statisticsOfSum(summariseColumns(columns, far, layout), far, layout);
    if (reading.kind !== 'statistics')
        return t.fail();
    const { mean, deviation } = numbersAt(reading.statistics, 0);
    t.true(Math.abs(mean - (1e9 + 0.625)) < 1 / 65_535);
    t.true(Math.abs(deviation - 0.125) < 1 / 65_535);
    // The textbook formula in doubles, for comparison, is off by more than the deviation itself.
    const squares = values.reduce((sum, value) => sum + value * value, 0) / 1000;
    const naive = Math.sqrt(Math.abs(squares - (values.reduce((sum, value) => sum + value, 0) / 1000) ** 2));
    t.true(Math.abs(naive - 0.125) > 0.125, `${naive}`);
});
test('a holder with more records than count contributes as many, taken at equal distances', t => {
    const rows = Array.from({ length: 300 }, (_, i) => [
        i < 150 ? 0 : 100,
        0,
        firstDay,
        i < 150 ? 0 : 1,
    ]);
    const found = statistics([rows], 24, 100);
    t.is(found.records, 100);
    t.deepEqual(found.classes, [50, 50]);
});
test('values outside the range count as its ends', t => {
    const found = statistics([
        [
            [-1000, 0, firstDay, 0],
            [1000, 0, firstDay, 0],
        ],
    ]);
    const x = numbersAt(found, 0);
    t.true(Math.abs(x.mean - (minimum + maximum) / 2) < step);
});
test('sums that no records can have are told', t => {
    const layout = statisticsLayout(schema, { ringBits: 24, maximumHolders: 8, maximumRecords: 1000 });
    const honest = summariseColumns(columnsOf([
        [3, 0, firstDay, 0],
        [50, 1, firstDay, 1],
    ]), schema, layout);
    const changed = (place, value) => {
        const sum = honest.slice();
        sum[place] = value;
        const reading = statisticsOfSum(sum, schema, layout);
        return reading.kind === 'inconsistent' ? reading.detail : 'believed';
    };
    t.is(statisticsOfSum(honest, schema, layout).kind, 'statistics');
    t.is(changed(0, -1), 'a digit is negative or no whole number');
    t.is(changed(0, 9), 'the classes do not add up to the records');
    t.is(changed(3, 7), 'column "x": it has more values than there are records');
    t.is(changed(3, 1), 'column "x": its histogram does not add up to its count');
    // The sum of the values, then that of their squares, are the numbers after the count, in two and three digits.
    t.is(changed(5, 1000), 'column "x": no values have these sums');
    t.is(changed(6, 0), 'believed');
    t.is(changed(8, 1000), 'column "x": no values have these sums');
    const groups = statisticsOfSum(Float64Array.from(honest, digit => 2 * digit), schema, layout);
    t.is(groups.kind === 'statistics' && groups.statistics.records, 4);
    t.throws(() => statisticsOfSum(honest.subarray(1), schema, layout), { instanceOf: RangeError });
});
test('a column without a range has no layout', t => {
    const open = tableSchema([{ name: 'x', kind: 'number', minimum: 0 }]);
    t.throws(() => statisticsLayout(open, { ringBits: 24, maximumHolders: 8, maximumRecords: 10 }), {
        instanceOf: DataError,
        message: /column "x": it needs a minimum and a maximum/,
    });
});
test('a schema is completed by what it left open, keeps what it states, and is then a schema like any other', t => {
    const rows = [
        [0, 0, firstDay + 10, 0],
        [10, 1, firstDay + 20, 1],
        [20, 2, Number.NaN, 1],
    ];
    const stated = {
        ...schema,
        features: [{ ...schema.features[0], mean: 4 }, ...schema.features.slice(1)],
    };
    for (const one of [schema, stated]) {
        const complete = completeSchema(one, statistics([rows]));
        t.deepEqual(columnsWithoutStatistics(complete), []);
        t.is(complete.statistics, undefined);
        const [x, ward, seen] = complete.features;
        if (x?.kind !== 'number' || seen?.kind !== 'date')
            return t.fail();
        t.true(one === stated ? x.mean === 4 : Math.abs(x.mean - 10) < 0.01, `${x.mean}`);
        t.true(Math.abs(x.deviation - Math.sqrt(200 / 3)) < 0.01);
        t.true(Math.abs(x.median - 10) <= 255 / 64);
        t.deepEqual(ward, schema.features[1]);
        t.is(seen.mean, '2000-01-16');
        // And it reads back from its own text.
        t.deepEqual(tableSchema(complete.features), { ...complete, label: tableSchema(complete.features).label });
    }
});
test('a column that no record has is completed by the middle of its range', t => {
    const nothing = [[Number.NaN, 0, Number.NaN, 0]];
    const [x] = completeSchema(schema, statistics([nothing])).features;
    t.like(x, { mean: (minimum + maximum) / 2, median: (minimum + maximum) / 2 });
    t.false('deviation' in x);
});
//# sourceMappingURL=statistics.test.js.map