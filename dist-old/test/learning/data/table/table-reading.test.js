import test from 'ava';
import { DataError, parseSiteFormat, readDataset, readTableColumns } from '../../../../learning/index.js';
import { openTemporaryFiles, tableSchema } from '../temporary-files.js';
const files = await openTemporaryFiles();
const csv = (content) => files.write('table.csv', content);
async function features(schema, content, fields = {}) {
    const dataset = await readDataset(await csv(content), tableSchema(schema, fields));
    const width = dataset.featureShape[0];
    return Array.from({ length: dataset.examples }, (_, i) => [
        ...dataset.features.subarray(i * width, (i + 1) * width),
    ]);
}
test('what stands for a missing number is the public one, standardised like any other', async (t) => {
    const scale = { name: 'x', kind: 'number', mean: 50, deviation: 4, missing: ['NA', -9, 0] };
    const content = 'x,outcome\n58,ill\n,ill\nNA,ill\n-9,ill\n-9.0,ill\n0,ill\n';
    const missing = (value) => [[2], value, value, value, value, value];
    t.deepEqual(await features([{ ...scale, impute: 'mean' }], content), missing([0]));
    t.deepEqual(await features([{ ...scale, impute: 'median', median: 48 }], content), missing([-0.5]));
    t.deepEqual(await features([{ ...scale, impute: 'constant', constant: 66 }], content), missing([4]));
    const indicated = await features([{ ...scale, impute: 'indicator' }], content);
    t.deepEqual(indicated, [[2, 0], ...Array.from({ length: 5 }, () => [0, 1])]);
});
test('a number outside its range is refused, or missing where the schema says so', async (t) => {
    const x = { name: 'x', kind: 'number', minimum: 1, maximum: 9 };
    t.deepEqual(await features([x], 'x,outcome\n1,ill\n9,ill\n'), [[1], [9]]);
    await t.throwsAsync(features([x], 'x,outcome\n9.01,ill\n'), {
        message: /line 2, column "x": 9\.01 is outside 1 to 9; correct it, or remove the line$/,
    });
    await t.throwsAsync(features([x], 'x,outcome\n-9,ill\n'), {
        message: /-9 is outside 1 to 9; if -9 means missing/,
    });
    const taken = { ...x, outOfRange: 'missing', impute: 'constant', constant: 5 };
    t.deepEqual(await features([taken], 'x,outcome\n0.99,ill\n10,ill\n2,ill\n'), [[5], [5], [2]]);
});
test('a whole number is whole', async (t) => {
    const x = { name: 'x', kind: 'number', integer: true };
    t.deepEqual(await features([x], 'x,outcome\n3.0,ill\n'), [[3]]);
    await t.throwsAsync(features([x], 'x,outcome\n3.5,ill\n'), { message: /3\.5 is not a whole number/ });
});
test('categories have places, others share the last, a missing one its own', async (t) => {
    const ward = { name: 'ward', kind: 'category', values: ['north', 'south'], missing: ['?'] };
    const content = 'ward,outcome\nsouth,ill\nwest,ill\n?,ill\n,ill\n';
    t.deepEqual(await features([{ ...ward, other: true, impute: 'indicator' }], content), [
        [0, 1, 0, 0],
        [0, 0, 1, 0],
        [0, 0, 0, 1],
        [0, 0, 0, 1],
    ]);
    t.deepEqual(await features([{ ...ward, other: true, impute: 'constant', constant: 'south' }], content), [
        [0, 1, 0],
        [0, 0, 1],
        [0, 1, 0],
        [0, 1, 0],
    ]);
    await t.throwsAsync(features([{ ...ward, impute: 'indicator' }], content), {
        message: /line 3, column "ward": "west" is not among its values: north, south$/,
    });
    await t.throwsAsync(features([{ name: 'ward', kind: 'category', values: ['North'] }], 'ward,outcome\nnorth,ill\n'), {
        message: /the data schema writes "North": map it in the site's format/,
    });
});
test('an ordinal runs from 0 to 1 in the order of the schema', async (t) => {
    const grade = {
        name: 'grade',
        kind: 'ordinal',
        values: ['low', 'middle', 'high'],
        impute: 'constant',
        constant: 'high',
    };
    const content = 'grade,outcome\nlow,ill\nmiddle,ill\nhigh,ill\n,ill\n';
    t.deepEqual(await features([grade], content), [[0], [0.5], [1], [1]]);
});
test('a boolean is read from its words, whatever their capitals', async (t) => {
    const content = 'x,outcome\nYES,ill\nno,ill\n1,ill\nFalse,ill\n,ill\n';
    const x = { name: 'x', kind: 'boolean', impute: 'indicator' };
    t.deepEqual(await features([x], content), [
        [1, 0],
        [0, 0],
        [1, 0],
        [0, 0],
        [0, 1],
    ]);
    const german = { name: 'x', kind: 'boolean', yes: ['ja'], no: ['nein'] };
    t.deepEqual(await features([german], 'x,outcome\nJa,ill\nnein,ill\n'), [[1], [0]]);
    await t.throwsAsync(features([german], 'x,outcome\nyes,ill\n'), {
        message: /"yes" is neither yes nor no; write one of ja, nein/,
    });
});
test('a date is days from its mean, in deviations', async (t) => {
    const seen = {
        ...{ name: 'seen', kind: 'date', format: 'DD.MM.YYYY', mean: '2020-01-01', deviation: 10 },
        ...{ minimum: '2019-01-01', impute: 'mean', missing: ['01.01.1900'] },
    };
    t.deepEqual(await features([seen], 'seen,outcome\n31.01.2020,ill\n01.01.1900,ill\n'), [[3], [0]]);
    await t.throwsAsync(features([seen], 'seen,outcome\n2020-01-31,ill\n'), {
        message: /"2020-01-31" is not a date; write days that the calendar has as DD\.MM\.YYYY, or correct the format/,
    });
    await t.throwsAsync(features([seen], 'seen,outcome\n31.12.2018,ill\n'), {
        message: /2018-12-31 is below the minimum, 2019-01-01/,
    });
});
test('a code counts as missing before anything else is thought of it, but not before a listed value', async (t) => {
    const x = { name: 'x', kind: 'number', minimum: 0, missing: ['-9', 99], impute: 'constant', constant: 1 };
    t.deepEqual(await features([x], 'x,outcome\n-9.00,ill\n99,ill\n98,ill\n'), [[1], [1], [98]]);
    const listed = {
        name: 'x',
        kind: 'category',
        values: ['?', 'a'],
        missing: ['?'],
        impute: 'constant',
        constant: 'a',
    };
    t.deepEqual(await features([listed], 'x,outcome\n?,ill\n'), [[1, 0]]);
});
test('a record without a label is left out where the schema knows its code, and refused where not', async (t) => {
    const label = { name: 'outcome', classes: ['healthy', 'ill'], missing: ['pending'] };
    const x = [{ name: 'x', kind: 'number' }];
    const content = 'x,outcome\n1,ill\n2,pending\n3,\n4,healthy\n';
    t.deepEqual(await features(x, content, { label }), [[1], [4]]);
    await t.throwsAsync(features(x, content), { message: /line 3, column "outcome": "pending" is not a class/ });
});
test('separators, decimal signs, thousands and encodings are read as declared', async (t) => {
    const schema = tableSchema([
        { name: 'größe', kind: 'number' },
        { name: 'dose', kind: 'number' },
    ], { delimiter: ';', decimal: ',', thousands: '.', encoding: 'windows-1252' });
    const content = Buffer.from('größe;note;dose;outcome\r\n1,78;"a;\nb";1.250,5;ill\r\n', 'latin1');
    const dataset = await readDataset(await csv(content), schema);
    t.deepEqual([...dataset.features], [Math.fround(1.78), 1250.5]);
});
test('a file in UTF-16 with its mark needs no declaration, and tabs are those of .tsv', async (t) => {
    const content = Buffer.from('\ufeffx\toutcome\n5\till\n', 'utf16le');
    const dataset = await readDataset(await files.write('table.tsv', content), tableSchema([{ name: 'x', kind: 'number' }]));
    t.deepEqual([...dataset.features], [5]);
});
test('another separator than declared is told by its header', async (t) => {
    const schema = tableSchema([{ name: 'x', kind: 'number' }]);
    await t.throwsAsync(readDataset(await csv('x;outcome\n1;ill\n'), schema), {
        message: /line 1, column "x": the column is missing; .*seems to be separated by ";": declare delimiter: ";"/,
    });
});
test('a site maps its own names, words and codes to those of the schema, and its format goes before', async (t) => {
    const schema = tableSchema([
        { name: 'age', kind: 'number' },
        { name: 'sex', kind: 'category', values: ['female', 'male'] },
        { name: 'dose', kind: 'number', impute: 'constant', constant: 7 },
    ], { delimiter: '|' });
    const site = parseSiteFormat({
        delimiter: ';',
        decimal: ',',
        columns: { age: 'Alter', outcome: 'Befund' },
        values: { sex: { m: 'male', w: 'female' }, outcome: { 0: 'healthy', 1: 'ill' } },
        missing: { dose: [-1, 'k.A.'] },
    }, 'site.yaml');
    const file = await csv('Alter;sex;dose;Befund\n41,5;m;-1,0;1\n40;w;k.A.;0\n39;male;2;1\n');
    const dataset = await readDataset(file, schema, site);
    t.deepEqual([...dataset.features], [41.5, 0, 1, 7, 40, 1, 0, 7, 39, 0, 1, 2]);
    t.deepEqual([...dataset.labels], [1, 0, 1]);
    await t.throwsAsync(readDataset(file, schema, { ...site, columns: {} }), {
        message: /column "age": the column is missing/,
    });
});
test('a site cannot make up an imputation that the schema does not have', async (t) => {
    const schema = tableSchema([{ name: 'x', kind: 'number' }]);
    const site = parseSiteFormat({ missing: { x: [-9] } }, 'site.yaml');
    await t.throwsAsync(readDataset(await csv('x,outcome\n-9,ill\n'), schema, site), {
        message: /"-9" means missing here; the data schema must say what to impute/,
    });
});
test('a site’s format with an unknown field, or with one sign for two things, is refused', t => {
    t.throws(() => parseSiteFormat({ colums: {} }, 'site.yaml'), {
        instanceOf: DataError,
        message: /^site\.yaml: .*colums/,
    });
    t.throws(() => parseSiteFormat({ decimal: ',', thousands: ',' }, 'site.yaml'), { message: /both ","/ });
});
test('columns are read in their own units, missing ones as NaN, unlabelled records left out', async (t) => {
    const schema = tableSchema([
        { name: 'x', kind: 'number', mean: 5, deviation: 2, missing: [0], impute: 'mean' },
        { name: 'ward', kind: 'category', values: ['north'], other: true },
    ], { label: { name: 'outcome', classes: ['healthy', 'ill'], missing: ['?'] } });
    const columns = await readTableColumns(await csv('x,ward,outcome\n7,north,ill\n1,north,?\n0,west,healthy\n'), schema);
    t.deepEqual([...columns.values[0]], [7, Number.NaN]);
    t.deepEqual([...columns.values[1]], [0, 1]);
    t.deepEqual([...columns.labels], [1, 0]);
});
test('a schema that waits for federated statistics is not loaded, and says for which column', async (t) => {
    const schema = tableSchema([{ name: 'x', kind: 'number', minimum: 0, maximum: 9 }], {
        statistics: 'federated',
    });
    await t.throwsAsync(readDataset(await csv('x,outcome\n1,ill\n'), schema), {
        message: /column "x": the data schema leaves means to federated statistics/,
    });
});
//# sourceMappingURL=table-reading.test.js.map