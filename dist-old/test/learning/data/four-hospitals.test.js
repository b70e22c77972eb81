import test from 'ava';
import { parse } from 'yaml';
import { fourHospitals, hospitalSchema } from '../../../examples/hospitals.js';
import { inspectDataset, parseDataSchema, parseSiteFormat, readTableColumns, statisticsLayout, statisticsOfSum, summariseColumns, } from '../../../learning/index.js';
import { openTemporaryFiles } from './temporary-files.js';
const files = await openTemporaryFiles();
const schema = parseDataSchema(parse(hospitalSchema), 'schema.yaml');
const hospitals = [];
const reports = new Map();
test.before(async () => {
    for (const { name, file, records, ill, site } of fourHospitals()) {
        const written = await files.write(`${name}.csv`, file);
        const own = site === undefined ? undefined : parseSiteFormat(parse(site), `${name}.site.yaml`);
        hospitals.push({ name, file: written, records, ill, site: own });
        reports.set(name, (await inspectDataset(written, schema, own)).report);
    }
});
test('four hospitals that write their files in four ways fit one schema', t => {
    for (const { name, records, ill } of hospitals) {
        const report = reports.get(name);
        t.deepEqual(report.faults, [], name);
        t.is(report.examples, records);
        t.deepEqual(report.label.classes[1], { value: 'ill', count: ill });
    }
});
test('they differ as real ones do: in who is ill, in what is missing, and in which column is hardly there', t => {
    const share = (name) => reports.get(name).label.classes[1].count / reports.get(name).records;
    t.true(share('lakeview') > 0.85 && share('wienerberg') < 0.45);
    const mostlyMissing = (name) => reports.get(name).warnings.flatMap(({ kind, column }) => (kind === 'mostly-missing' ? [column] : []));
    t.deepEqual(mostlyMissing('st-anna'), []);
    t.deepEqual(mostlyMissing('wienerberg'), ['vessels']);
    t.deepEqual(mostlyMissing('lakeview'), ['cholesterol', 'vessels']);
    const codes = (name, column) => reports
        .get(name)
        .columns.find(one => one.name === column)
        .missing.map(({ value }) => value);
    t.deepEqual(codes('veterans', 'cholesterol'), ['0']);
    t.deepEqual(codes('veterans', 'vessels'), ['-9']);
    t.deepEqual(codes('lakeview', 'vessels'), ['?']);
    t.deepEqual(codes('wienerberg', 'vessels'), ['(blank)']);
});
test('without what a site says of its own file, the check says what to declare', async (t) => {
    const without = async (name) => {
        const { file } = hospitals.find(hospital => hospital.name === name);
        return (await inspectDataset(file, schema)).report;
    };
    const veterans = await without('veterans');
    t.true(veterans.faults.every(({ fix }) => /if "?-9"? means missing, name it under missing in the site's format/.test(fix)));
    const wienerberg = await without('wienerberg');
    t.regex(wienerberg.faults[0].samples[0].found, /declare encoding: windows-1252/);
});
test('their statistics come from one sum, and are those of all 920 patients together', async (t) => {
    const layout = statisticsLayout(schema, { ringBits: 24, maximumHolders: 4, maximumRecords: 1000 });
    const sum = new Int32Array(layout.length);
    const pooled = schema.features.map(() => []);
    for (const { file, site } of hospitals) {
        const columns = await readTableColumns(file, schema, site);
        for (const [i, values] of columns.values.entries())
            pooled[i].push(...values.filter(value => !Number.isNaN(value)));
        for (const [i, value] of summariseColumns(columns, schema, layout).entries())
            sum[i] += value;
    }
    const reading = statisticsOfSum(sum, schema, layout);
    if (reading.kind !== 'statistics')
        return t.fail(reading.detail);
    t.is(reading.statistics.records, 920);
    for (const [i, column] of reading.statistics.columns.entries()) {
        const values = pooled[i];
        t.is(column.count, values.length, column.name);
        if (column.kind !== 'numbers')
            continue;
        const mean = values.reduce((total, value) => total + value, 0) / values.length;
        const { minimum, maximum } = schema.features[i];
        t.true(Math.abs(column.mean - mean) <= (maximum - minimum) / 65_535 / 2 + 1e-9, column.name);
    }
});
test('the same seed draws the same patients, another one others', t => {
    const text = (seed) => fourHospitals(seed)
        .map(({ file }) => Buffer.from(file).toString('hex'))
        .join();
    t.is(text(1), text(1));
    t.not(text(1), text(2));
});
//# sourceMappingURL=four-hospitals.test.js.map