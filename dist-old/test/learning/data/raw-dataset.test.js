import test from 'ava';
import { bitsOf, rawDatasetOf } from '../../../learning/data/raw-dataset.js';
import { columnsOf, commitDataset, DataError, inspectDataset, isRawDataset, openRecords, parseSiteFormat, readDataset, readHolderData, readRawDataset, readTableColumns, recordsOf, verifyRecord, } from '../../../learning/index.js';
import { openTemporaryFiles, tableSchema } from './temporary-files.js';
const files = await openTemporaryFiles();
const features = [
    { name: 'x', kind: 'number', minimum: -40, maximum: 215, missing: [-9], impute: 'median' },
    { name: 'seen', kind: 'date', minimum: '1960-01-01', maximum: '2030-01-01', impute: 'mean' },
    { name: 'smokes', kind: 'boolean', impute: 'constant', constant: true },
    { name: 'grade', kind: 'ordinal', values: ['low', 'middle', 'high'], impute: 'constant', constant: 'high' },
    { name: 'ward', kind: 'category', values: ['north', 'south'], other: true, impute: 'indicator' },
];
const label = { name: 'outcome', classes: ['healthy', 'ill'], missing: ['pending'] };
const schema = tableSchema(features, { statistics: 'federated', label });
const content = `x,seen,smokes,grade,ward,outcome
21.5,1970-01-11,no,middle,south,ill
-9,1969-12-31,yes,low,west,healthy
7,1999-01-01,no,low,north,pending
,,,,,ill
`;
const written = files.write('table.csv', content);
const missing = Number.NaN;
test('raw records are in their own units, one value a column, in memory that workers can read', async (t) => {
    const raw = await readRawDataset(await written, schema);
    const { records } = raw;
    t.is(raw.schema, schema);
    t.like(records, { examples: 3, featureShape: [5], classes: 2 });
    t.deepEqual([...records.labels], [1, 0, 1]);
    t.deepEqual([...records.features], [...[21.5, 10, 0, 1, 1], ...[missing, -1, 1, 0, 2], ...[missing, missing, missing, missing, missing]]);
    t.true(records.features.buffer instanceof SharedArrayBuffer);
});
test('their columns are those that statistics were made of before', async (t) => {
    const raw = await readRawDataset(await written, schema);
    t.deepEqual(columnsOf(raw), await readTableColumns(await written, schema));
});
test('what a site says of its own file holds for raw records too', async (t) => {
    const site = parseSiteFormat({ columns: { x: 'Wert' }, missing: { x: [99] }, values: { ward: { n: 'north' } } }, 'site.yaml');
    const own = await files.write('own.csv', 'Wert,seen,smokes,grade,ward,outcome\n99,2000-01-01,no,low,n,ill\n');
    const { records } = await readRawDataset(own, schema, site);
    t.deepEqual([...records.features], [missing, 10_957, 0, 0, 0]);
});
test('a fault of the file is the same fault as in any other reading', async (t) => {
    const reading = async (text) => readRawDataset(await files.write('t.csv', text), schema);
    const head = 'x,seen,smokes,grade,ward,outcome\n';
    await t.throwsAsync(reading(`${head}216,1970-01-11,no,middle,south,ill\n`), {
        instanceOf: DataError,
        message: /line 2, column "x": 216 is outside -40 to 215/,
    });
    await t.throwsAsync(reading(head), { message: /it holds no examples/ });
});
test('a number that 32 bits cannot hold is refused, though a model would see it standardised', async (t) => {
    const wide = tableSchema([{ name: 'x', kind: 'number', mean: 1e39, deviation: 1e38 }]);
    const large = await files.write('t.csv', 'x,outcome\n1.1e39,ill\n');
    t.deepEqual([...(await readDataset(large, wide)).features], [Math.fround(1.1e39 / 1e38 - 10)]);
    await t.throwsAsync(readRawDataset(large, wide), { message: /column "x": "1\.1e39" is not a number/ });
});
test('what a holder has is raw where statistics are to be made, else a dataset', async (t) => {
    const raw = await readHolderData(await written, schema);
    if (!isRawDataset(raw))
        return t.fail();
    t.is(recordsOf(raw), raw.records);
    const stated = tableSchema(features.slice(2), { label });
    const dataset = await readHolderData(await written, stated);
    if (isRawDataset(dataset))
        return t.fail();
    t.is(recordsOf(dataset), dataset);
    t.deepEqual(dataset.featureShape, [6]);
});
test('an inspection gives the same raw records as their reading, finds copies among them, and no dataset', async (t) => {
    const twice = await files.write('t.csv', `${content},,,,,ill\n`);
    const { dataset, raw, report } = await inspectDataset(twice, schema);
    t.is(dataset, undefined);
    t.deepEqual(raw, await readRawDataset(twice, schema));
    t.like(report, { fits: true, examples: 4, duplicates: { count: 1, pairs: [[6, 5]] } });
    const faulty = await files.write('t.csv', `${content}old,,,,,ill\n`);
    const inspected = await inspectDataset(faulty, schema);
    t.is(inspected.raw, undefined);
    t.false(inspected.report.fits);
});
test('a root is made from bits: whatever NaN a machine wrote, a missing value is committed to as one', async (t) => {
    const salt = new Uint8Array(16).fill(7);
    const raw = await readRawDataset(await written, schema);
    const commitment = commitDataset(raw.records, salt);
    const bits = bitsOf(raw.records.features);
    t.deepEqual([bits[5], ...bits.subarray(10)], Array(6).fill(0x7fc00000));
    const other = await readRawDataset(await written, schema);
    const altered = bitsOf(other.records.features);
    for (const [i, nan] of [0xffc00000, 0x7f800001, 0x7fc0beef].entries())
        altered[10 + i] = nan;
    t.notDeepEqual(commitDataset(other.records, salt), commitment);
    t.deepEqual(commitDataset(rawDatasetOf(schema, other.records).records, salt), commitment);
    // The salted record as bytes: nothing else than these five values and the class stand under the root.
    const [opening] = openRecords(raw.records, salt, [2]);
    t.true(verifyRecord(opening, commitment));
    t.is(Buffer.from(opening.features.buffer).toString('hex'), '0000c07f'.repeat(5));
    bitsOf(opening.features)[4] = 0xffc00000;
    t.false(verifyRecord(opening, commitment));
});
//# sourceMappingURL=raw-dataset.test.js.map