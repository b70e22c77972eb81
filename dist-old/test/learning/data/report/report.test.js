import { fc, testProp } from '@fast-check/ava';
import test from 'ava';
import { findDuplicates } from '../../../../learning/data/report/duplicates.js';
import { openFaultCollection } from '../../../../learning/data/report/fault-groups.js';
import { isSuspicious, openRunningSummary, sampleSize, } from '../../../../learning/data/report/running-summary.js';
import { inspectDataset, readDataset } from '../../../../learning/index.js';
import { imageSchema, openTemporaryFiles, tableSchema } from '../temporary-files.js';
const files = await openTemporaryFiles();
const schema = tableSchema([
    { name: 'age', kind: 'number', integer: true, minimum: 18, maximum: 110 },
    { name: 'chol', kind: 'number', mean: 240, deviation: 50, missing: ['NA', 0], impute: 'mean' },
    { name: 'ward', kind: 'category', values: ['north', 'south', 'east'], impute: 'indicator' },
    { name: 'seen', kind: 'date' },
]);
const header = 'age,chol,ward,seen,note,outcome\n';
const inspect = async (content, of = schema) => inspectDataset(await files.write('t.csv', content), of);
const column = ({ columns }, name) => columns.find(one => one.name === name);
test('a table that fits: the same dataset as when loaded, and every column counted', async (t) => {
    const content = `${header}50,NA,north,2020-01-01,x,ill\n40,0,,2020-01-03,y,healthy\n60,200,south,2020-01-02,z,ill\n41,250,south,2020-01-02,z,ill\n`;
    const file = await files.write('t.csv', content);
    const { dataset, report } = await inspectDataset(file, schema);
    t.deepEqual(dataset, await readDataset(file, schema));
    t.like(report, {
        file,
        format: 'csv',
        kind: 'table',
        fits: true,
        records: 4,
        examples: 4,
        faultCount: 0,
        faults: [],
        warnings: [],
    });
    t.deepEqual(report.label, {
        name: 'outcome',
        classes: [
            { value: 'healthy', count: 1 },
            { value: 'ill', count: 3 },
        ],
        missing: [],
    });
    t.deepEqual(report.unreadColumns, ['note']);
    t.deepEqual(column(report, 'chol'), {
        name: 'chol',
        kind: 'number',
        present: 2,
        missing: [
            { value: 'NA', count: 1 },
            { value: '0', count: 1 },
        ],
        imputed: { by: 'mean', value: 240, count: 2 },
        numbers: {
            minimum: 200,
            maximum: 250,
            mean: 225,
            deviation: 25,
            quantiles: [202.5, 212.5, 225, 237.5, 247.5],
        },
        values: undefined,
    });
    t.deepEqual(column(report, 'ward').values, [
        { value: 'north', count: 1 },
        { value: 'south', count: 2 },
        { value: 'east', count: 0 },
    ]);
    t.deepEqual(column(report, 'ward').missing, [{ value: '(blank)', count: 1 }]);
    t.like(column(report, 'seen').numbers, { minimum: '2020-01-01', maximum: '2020-01-03', mean: '2020-01-02' });
});
test('every fault is collected and grouped, the largest group first, and good records are still counted', async (t) => {
    const bad = Array.from({ length: 12 }, (_, i) => `${i},200,west,2020-01-01,,ill`).join('\n');
    const content = `${header}50,200,north,2020-01-01,,ill\nold,x,north,never,,dead\n50,200\n${bad}\n`;
    const { dataset, report } = await inspect(content);
    t.is(dataset, undefined);
    t.like(report, { fits: false, records: 15, examples: 1, faultCount: 29 });
    t.deepEqual(report.faults.map(({ kind, column: name, count }) => [kind, name, count]), [
        ['unknown-category', 'ward', 12],
        ['out-of-range', 'age', 10],
        ['unknown-class', 'outcome', 1],
        ['not-a-number', 'age', 1],
        ['not-a-number', 'chol', 1],
        ['not-a-date', 'seen', 1],
        ['field-count', undefined, 1],
        ['out-of-range', 'age', 1],
        ['out-of-range', 'age', 1],
    ]);
    const [wards] = report.faults;
    t.is(wards.samples.length, 5);
    t.like(wards.samples[0], { line: 5, found: '"west" is not among its values: north, south, east' });
    // 0 and 9 are usual codes for nothing, and get a remedy of their own.
    t.deepEqual(report.faults.slice(-2).map(({ fix }) => /if (\d) means missing/.exec(fix)?.[1]), ['0', '9']);
});
test('all missing columns are told at once, and the others are still read', async (t) => {
    const { report } = await inspect('age,ward,outcome\n50,north,ill\n60,west,ill\n');
    t.deepEqual(report.faults.map(({ kind, column: name }) => [kind, name]), [
        ['missing-column', 'chol'],
        ['missing-column', 'seen'],
        ['unknown-category', 'ward'],
    ]);
    t.like(report, { records: 2, examples: 0 });
    t.like(column(report, 'age'), { present: 2, numbers: { minimum: 50, maximum: 60 } });
});
test('a file that breaks off is a fault among the others, with what was read before', async (t) => {
    const { report } = await inspect(`${header}50,200,north,2020-01-01,,ill\n50,"200,north\n`);
    t.like(report, { fits: false, records: 1 });
    t.is(report.faults[0].kind, 'unreadable');
    t.regex(report.faults[0].samples[0].found, /it is not CSV/);
});
test('a table without records does not fit', async (t) => {
    t.is((await inspect(header)).report.faults[0].kind, 'no-examples');
    t.is((await inspect('')).report.faults[0].kind, 'no-examples');
});
test('a column that is missing almost wholly, a constant, a likely code, an absent class and a double are warned of', async (t) => {
    const loose = tableSchema([
        { name: 'lab', kind: 'number', impute: 'constant', constant: 1 },
        { name: 'site', kind: 'category', values: ['a', 'b'] },
        { name: 'chol', kind: 'number' },
    ]);
    const rows = Array.from({ length: 20 }, (_, i) => `${i === 0 ? 5 : ''},a,${i < 2 ? 0 : 200 + i},ill`);
    const { report } = await inspect(`lab,site,chol,outcome\n${rows.join('\n')}\n,a,203,ill\n`, loose);
    t.true(report.fits);
    t.deepEqual(report.warnings.map(({ kind, column: name }) => [kind, name]), [
        ['mostly-missing', 'lab'],
        ['constant', 'site'],
        ['suspicious-value', 'chol'],
        ['unseen-class', 'outcome'],
        ['duplicates', undefined],
    ]);
    t.regex(report.warnings[0].message, /missing in 20 of 21 records/);
    t.regex(report.warnings[2].message, /is 0 in 2 records and next to it 202: .* declare missing: \[0\]/);
    t.regex(report.warnings[4].message, /1 records are equal .* such as 22 and 5/);
});
test('a schema that waits for federated statistics can be checked, and gives no dataset', async (t) => {
    const open = tableSchema([{ name: 'x', kind: 'number', minimum: 0, maximum: 9, impute: 'mean' }], {
        statistics: 'federated',
    });
    const { dataset, report } = await inspect('x,outcome\n1,ill\n,healthy\n', open);
    t.is(dataset, undefined);
    t.like(report, { fits: true, examples: 2, duplicates: { count: 0 } });
    t.deepEqual(column(report, 'x').imputed, { by: 'mean', value: undefined, count: 1 });
});
test('images in arrays are reported as a whole', async (t) => {
    const folder = await files.writeFolder({ 'images.npy': 'x' });
    const { dataset, report } = await inspectDataset(folder, imageSchema(1, 1, 1));
    t.is(dataset, undefined);
    t.like(report, { format: 'npy', kind: 'image', fits: false, records: 0 });
});
testProp('mean, deviation, extremes and quantiles are those of the slow way', [fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1 })], (t, values) => {
    const running = openRunningSummary('x');
    for (const value of values)
        running.add(value);
    const summary = running.summary();
    const sorted = [...values].sort((left, right) => left - right);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const distinct = [...new Set(sorted)];
    t.true(Math.abs(summary.mean - mean) < 1e-9);
    t.true(Math.abs(summary.deviation ** 2 - values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) < 1e-6);
    t.deepEqual(summary.minimum, {
        value: sorted[0],
        count: sorted.filter(value => value === sorted[0]).length,
        next: distinct[1],
    });
    t.deepEqual(summary.maximum, {
        value: sorted.at(-1),
        count: sorted.filter(value => value === sorted.at(-1)).length,
        next: distinct.at(-2),
    });
    t.is(summary.quantile(0), sorted[0]);
    t.is(summary.quantile(1), sorted.at(-1));
});
test('quantiles of more values than are kept come from a fair sample of them', t => {
    const running = openRunningSummary('x');
    for (let i = 0; i < 20 * sampleSize; i++)
        running.add(i);
    const summary = running.summary();
    for (const share of [0.05, 0.5, 0.95]) {
        const rank = summary.quantile(share) / (20 * sampleSize);
        // Four standard deviations of a share in a sample of 8,192.
        t.true(Math.abs(rank - share) < 4 * Math.sqrt((share * (1 - share)) / sampleSize), `${share}: ${rank}`);
    }
});
test('a usual code is suspicious only apart from the rest, and more than once', t => {
    t.true(isSuspicious({ value: 0, count: 2, next: 85 }, 60));
    t.false(isSuspicious({ value: 0, count: 1, next: 85 }, 60));
    t.false(isSuspicious({ value: 0, count: 9, next: 1 }, 1));
    t.false(isSuspicious({ value: 0, count: 9, next: 50 }, 60));
    t.false(isSuspicious({ value: 2, count: 9, next: 85 }, 60));
});
const labelled = fc.array(fc.tuple(fc.constantFrom(0, -0, 1, 2.5), fc.constantFrom(0, 1), fc.nat(1)), {
    maxLength: 40,
});
testProp('duplicates are found as by comparing all with all', [labelled], (t, rows) => {
    const dataset = {
        features: Float32Array.from(rows.flatMap(row => row.slice(0, 2))),
        labels: Int32Array.from(rows, ([, , label]) => label),
        examples: rows.length,
        featureShape: [2],
        classes: 2,
    };
    const texts = rows.map(row => row.map(value => (Object.is(value, -0) ? '-0' : String(value))).join());
    const repeated = texts.flatMap((text, i) => (texts.indexOf(text) < i ? [i] : []));
    const found = findDuplicates(dataset, i => i);
    t.is(found.count, repeated.length);
    t.deepEqual(found.pairs.map(([later]) => later), repeated.slice(0, 5));
    for (const [later, earlier] of found.pairs)
        t.true(earlier < later && texts[earlier] === texts[later]);
});
test('a file with endless kinds of faults has a page of groups and counts them all', t => {
    const collection = openFaultCollection();
    for (let i = 0; i < 1000; i++)
        collection.add({
            kind: 'not-a-number',
            file: 'f',
            place: { line: i, column: 'x' },
            found: `${i}`,
            fix: `fix ${i}`,
        });
    t.is(collection.count(), 1000);
    t.is(collection.groups().length, 20);
    t.is(collection.groups().reduce((sum, { count }) => sum + count, 0), 1000);
});
//# sourceMappingURL=report.test.js.map