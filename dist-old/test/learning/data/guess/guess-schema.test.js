import test from 'ava';
import { guessDelimiter } from '../../../../learning/data/guess/text-format.js';
import { DataError, guessTableSchema, inspectDataset } from '../../../../learning/index.js';
import { openTemporaryFiles } from '../temporary-files.js';
const files = await openTemporaryFiles();
const wards = ['north', 'south', 'none'];
/** Forty patients as a hospital might export them. */
function patients(delimiter, point) {
    const rows = Array.from({ length: 40 }, (_, i) => [
        `P${i}`,
        String(20 + ((i * 7) % 60)),
        i % 4 === 0 ? '0' : `${180 + ((i * 11) % 90)}${point}5`,
        wards[i % 3],
        i % 5 === 0 ? '' : ['yes', 'no'][i % 2],
        `${String(1 + (i % 28)).padStart(2, '0')}.03.2021`,
        i % 9 === 0 ? 'NA' : String(i % 4),
        'x',
        ['ill', 'healthy'][i % 2],
    ]);
    const names = ['patient_id', 'age', 'chol', 'ward', 'smoker', 'seen', 'stage', 'unit', 'outcome'];
    return `${[names, ...rows].map(row => row.join(delimiter)).join('\n')}\n`;
}
test('kinds, ranges, codes, words for nothing and classes are guessed, identifiers and constants left out', async (t) => {
    const file = await files.write('patients.csv', patients(',', '.'));
    const { schema, leftOut, notes } = await guessTableSchema(file);
    const byName = Object.fromEntries(schema.features.map(feature => [feature.name, feature]));
    t.like(byName.age, { kind: 'number', integer: true, minimum: 10, maximum: 90, mean: 49 });
    t.like(byName.chol, { kind: 'number', missing: [0], impute: 'mean' });
    t.regex(notes.get('chol'), /0 stands apart/);
    t.deepEqual(byName.ward, { name: 'ward', kind: 'category', values: ['none', 'north', 'south'] });
    t.deepEqual(byName.smoker, { name: 'smoker', kind: 'boolean', impute: 'indicator' });
    t.like(byName.seen, { kind: 'date', format: 'DD.MM.YYYY', minimum: '2021-01-01', maximum: '2022-01-01' });
    t.like(byName.stage, { kind: 'category', values: ['0', '1', '2', '3'], missing: ['NA'] });
    t.deepEqual(schema.label, { name: 'outcome', classes: ['healthy', 'ill'] });
    t.deepEqual(leftOut.map(({ name }) => name), ['patient_id', 'unit']);
});
for (const [what, content, format] of [
    ['with commas and points', patients(',', '.'), {}],
    ['with semicolons and decimal commas', patients(';', ','), { delimiter: ';', decimal: ',' }],
    ['with tabs in UTF-16', Buffer.from(`\ufeff${patients('\t', '.')}`, 'utf16le'), { delimiter: '\t' }],
    [
        'in Windows-1252',
        Buffer.from(patients('|', ',').replaceAll('north', 'nörd'), 'latin1'),
        { delimiter: '|', decimal: ',', encoding: 'windows-1252' },
    ],
]) {
    test(`the file that a schema was guessed from fits it: ${what}`, async (t) => {
        const file = await files.write('patients.csv', content);
        const { schema } = await guessTableSchema(file);
        const { delimiter, decimal, encoding } = schema;
        t.deepEqual(JSON.parse(JSON.stringify({ delimiter, decimal, encoding })), format);
        const { report } = await inspectDataset(file, schema);
        t.true(report.fits, JSON.stringify(report.faults));
        t.is(report.examples, 40);
    });
}
test('with federated statistics no mean is written down', async (t) => {
    const file = await files.write('patients.csv', patients(',', '.'));
    const { schema } = await guessTableSchema(file, { isFederated: true });
    t.is(schema.statistics, 'federated');
    t.true(schema.features.every(feature => !('mean' in feature) && !('deviation' in feature)));
});
test('the column of classes may be named, and must be one', async (t) => {
    const file = await files.write('patients.csv', patients(',', '.'));
    t.is((await guessTableSchema(file, { label: 'ward' })).schema.label.name, 'ward');
    await t.throwsAsync(guessTableSchema(file, { label: 'sex' }), {
        instanceOf: DataError,
        message: /it has no column "sex"; the columns are patient_id, age/,
    });
    await t.throwsAsync(guessTableSchema(file, { label: 'unit' }), {
        message: /column "unit": it has fewer than two values/,
    });
    await t.throwsAsync(guessTableSchema(await files.write('t.csv', 'x,y\n')), {
        message: /it holds no examples/,
    });
});
test('a separator is one that cuts every line alike', t => {
    t.is(guessDelimiter('a;b;c\n1,5;2;3\n'), ';');
    t.is(guessDelimiter('a,b\n"1;2;3",4\n'), ',');
    t.is(guessDelimiter('a\tb\n1\t2\n'), '\t');
    t.is(guessDelimiter('a\n1\n'), ',');
    // The last line may be cut.
    t.is(guessDelimiter('a|b|c\n1|2|3\n4|'), '|');
});
//# sourceMappingURL=guess-schema.test.js.map