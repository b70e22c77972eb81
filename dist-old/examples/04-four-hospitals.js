/**
 * Bring your own table: four hospitals, one schema, and files that are not written alike. Each is checked on its own
 * machine; then the mean and deviation of all four together come from a sum of whole numbers, and are those of the pooled
 * table that nobody has.
 *
 *   npm run build && node dist/examples/04-four-hospitals.js [FOLDER]
 *
 * With a folder, the files are written there and stay: docs/data.md goes on with them.
 */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { inspectDataset, parseDataSchema, parseSiteFormat, readTableColumns, statisticsLayout, statisticsOfSum, summariseColumns, } from '../learning/index.js';
import { fourHospitals, hospitalSchema, writeHospitals } from './hospitals.js';
const named = process.argv[2];
const folder = named ?? (await mkdtemp(path.join(tmpdir(), 'parley-hospitals-')));
await writeHospitals(folder);
const schema = parseDataSchema(parse(hospitalSchema), 'schema.yaml');
const layout = statisticsLayout(schema, { ringBits: 24, maximumHolders: 4, maximumRecords: 10_000 });
const sum = new Int32Array(layout.length);
const ages = [];
for (const { name, site } of fourHospitals()) {
    const file = path.join(folder, `${name}.csv`);
    const own = site === undefined ? undefined : parseSiteFormat(await readSite(name), `${name}.site.yaml`);
    const { report } = await inspectDataset(file, schema, own);
    const [healthy, ill] = report.label.classes.map(({ count }) => count);
    const hardly = report.warnings.filter(({ kind }) => kind === 'mostly-missing').map(({ column }) => column);
    console.log(`${name}: ${report.records} records, ${healthy} healthy, ${ill} ill; hardly any ${hardly.join(', ') || 'column missing'}`);
    if (!report.fits)
        throw new Error(`${name} does not fit`);
    const columns = await readTableColumns(file, schema, own);
    ages.push(...columns.values[0]);
    for (const [i, value] of summariseColumns(columns, schema, layout).entries())
        sum[i] += value;
}
const reading = statisticsOfSum(sum, schema, layout);
if (reading.kind !== 'statistics')
    throw new Error(reading.detail);
const { records, classes, columns } = reading.statistics;
const age = columns[0];
const pooled = ages.reduce((total, one) => total + one, 0) / ages.length;
console.log(`together, from ${layout.length} numbers summed: ${records} records, ${classes[1]} of them ill`);
if (age.kind !== 'numbers')
    throw new Error('the first column is the age');
console.log(`age ${age.mean.toFixed(3)} ± ${age.deviation.toFixed(3)}; pooled, which nobody could: ${pooled.toFixed(3)}`);
// Half a step of the rounding: (110 - 18) / 65,535 / 2.
if (Math.abs(age.mean - pooled) > 92 / 65_535 / 2)
    throw new Error('the sum does not say what the pooled table says');
if (named === undefined)
    await rm(folder, { recursive: true });
async function readSite(name) {
    return parse(await readFile(path.join(folder, `${name}.site.yaml`), 'utf8'));
}
//# sourceMappingURL=04-four-hospitals.js.map