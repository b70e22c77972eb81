/**
 * Four made-up hospitals with the same question, heart disease or not from thirteen columns, and all the differences that
 * real ones have: how many are ill, what is missing and how that is written, which column a hospital hardly records, and
 * how its file is written. Drawn from a seed; nobody's records.
 *
 * The shape follows the heart disease data of the UCI repository (Janosi, Steinbrunn, Pfisterer and Detrano 1988), where
 * one site has cholesterol 0 throughout and three hardly know the vessels seen in fluoroscopy.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
/** The schema that all four are read against, as YAML. */
export const hospitalSchema = `kind: table
features:
  - { name: age, kind: number, mean: 54, deviation: 9, integer: true, minimum: 18, maximum: 110 }
  - { name: sex, kind: category, values: [female, male] }
  - { name: chest_pain, kind: category, values: [typical, atypical, other, none] }
  - { name: blood_pressure, kind: number, mean: 132, deviation: 18, minimum: 60, maximum: 260, missing: [0], impute: mean }
  - { name: cholesterol, kind: number, mean: 246, deviation: 52, minimum: 50, maximum: 700, missing: [0, "?"], impute: mean }
  - { name: fasting_sugar, kind: boolean, missing: ["?"], impute: indicator }
  - { name: ecg, kind: category, values: [normal, st, hypertrophy], missing: ["?"], impute: indicator }
  - { name: heart_rate, kind: number, mean: 138, deviation: 26, integer: true, minimum: 40, maximum: 230, missing: ["?"], impute: mean }
  - { name: exercise_angina, kind: boolean, missing: ["?"], impute: indicator }
  - { name: st_depression, kind: number, mean: 0.9, deviation: 1.1, minimum: -5, maximum: 10, missing: ["?"], impute: median, median: 0.5 }
  - { name: slope, kind: ordinal, values: [up, flat, down], missing: ["?"], impute: indicator }
  - { name: vessels, kind: number, mean: 0.7, deviation: 0.9, integer: true, minimum: 0, maximum: 3, missing: ["?"], impute: indicator }
  - { name: thallium, kind: category, values: [normal, fixed, reversible], missing: ["?"], impute: indicator }
label: { name: outcome, classes: [healthy, ill] }
`;
/** The same without a mean, deviation or median: they are made from sums over the four, before training. */
export const federatedSchema = hospitalSchema
    .replaceAll(/, (mean|deviation|median): -?[\d.]+/g, '')
    .replace('kind: table', 'kind: table\nstatistics: federated');
/** A bounty's page for the four, as the buyer writes it beside `test-set.csv`; `model` is a preset's name. */
export function hospitalBounty(model) {
    return `version: 1
title: Heart disease from thirteen columns
purpose: diagnostics-research
model: { preset: ${model} }
data:
${federatedSchema.trimEnd().replaceAll(/^/gm, '  ')}
training:
  rounds: 25
  minimumRounds: 25
  stopAtTarget: false
  localEpochs: 1
  batchSize: 32
  learningRate: 0.1
  clipNorm: 20
  range: 2
  seed: 7
acceptance: { metric: accuracy, target: 0.8, testSet: { path: test-set.csv } }
evaluation: { heldOutPermille: 100 } # each hospital keeps a tenth of its records out of training and evaluates on them
cohort: { minimum: 4, maximum: 4, openSeconds: 600, colluders: 0, maximumExamples: 5000 }
aggregation:
  suite: 1
  bits: 24
  attempts: 3
  stageSeconds: { advertise: 20, share: 20, input: 60, survivors: 20, unmask: 20 }
pay: { asset: credit, priceUnits: "1000000", feeBasisPoints: 200, weightCap: 1000 }
`;
}
const columns = [
    ...['age', 'sex', 'chest_pain', 'blood_pressure', 'cholesterol', 'fasting_sugar', 'ecg', 'heart_rate'],
    ...['exercise_angina', 'st_depression', 'slope', 'vessels', 'thallium', 'outcome'],
];
/** A comma-separated file; `code` says how a missing value of a column is written. */
function plainCsv(rows, code) {
    const lines = rows.map(row => columns.map(column => String(row[column] ?? code(column))).join(','));
    return new TextEncoder().encode(`${[columns.join(','), ...lines].join('\n')}\n`);
}
const germanNames = { age: 'alter', sex: 'geschlecht', outcome: 'befund' };
const germanValues = {
    female: 'weiblich',
    male: 'männlich',
    healthy: 'gesund',
    ill: 'krank',
};
/** Semicolons, decimal commas, Windows-1252 and its own words, as a spreadsheet in Vienna saves it. */
function germanCsv(rows) {
    const word = (value) => typeof value === 'number' ? String(value).replace('.', ',') : (germanValues[value ?? ''] ?? value ?? '');
    const lines = rows.map(row => columns.map(column => word(row[column])).join(';'));
    const header = columns.map(column => germanNames[column] ?? column).join(';');
    return new Uint8Array(Buffer.from(`${[header, ...lines].join('\r\n')}\r\n`, 'latin1'));
}
const germanSite = `# What this file has of its own. The schema stays as the buyer wrote it.
delimiter: ";"
decimal: ","
encoding: windows-1252
columns: { age: alter, sex: geschlecht, outcome: befund }
values:
  sex: { weiblich: female, männlich: male }
  outcome: { gesund: healthy, krank: ill }
`;
const plans = [
    {
        name: 'st-anna',
        records: 303,
        illShare: 0.46,
        missing: { vessels: 0.01, thallium: 0.01 },
        write: rows => plainCsv(rows, () => ''),
    },
    {
        name: 'wienerberg',
        records: 294,
        illShare: 0.36,
        missing: { cholesterol: 0.08, fasting_sugar: 0.03, slope: 0.65, vessels: 0.99, thallium: 0.9 },
        write: germanCsv,
        site: germanSite,
    },
    {
        name: 'lakeview',
        records: 123,
        illShare: 0.93,
        missing: { cholesterol: 1, fasting_sugar: 0.6, slope: 0.14, vessels: 0.96, thallium: 0.42 },
        write: rows => plainCsv(rows, column => (column === 'cholesterol' ? '0' : '?')),
    },
    {
        name: 'veterans',
        records: 200,
        illShare: 0.75,
        missing: {
            blood_pressure: 0.28,
            cholesterol: 0.28,
            heart_rate: 0.27,
            st_depression: 0.28,
            slope: 0.5,
            vessels: 0.98,
            thallium: 0.83,
        },
        write: rows => plainCsv(rows, column => (/^(blood_pressure|cholesterol)$/.test(column) ? '0' : '-9')),
        site: `# Nothing was measured: this export writes -9.
missing:
  heart_rate: [-9]
  st_depression: [-9]
  slope: [-9]
  vessels: [-9]
  thallium: [-9]
`,
    },
];
/** The four hospitals of a seed. */
export function fourHospitals(seed = 1) {
    return plans.map((plan, number) => {
        const random = openDraws(1000 * seed + number);
        const rows = Array.from({ length: plan.records }, () => drawRow(plan, random));
        const ill = rows.filter(({ outcome }) => outcome === 'ill').length;
        return { name: plan.name, file: plan.write(rows), records: plan.records, ill, site: plan.site };
    });
}
/** The buyer's held-out patients, drawn as at all four hospitals together; blanks where nothing was measured. */
export function heldOutPatients(seed = 1) {
    const rows = plans.flatMap((plan, number) => {
        const random = openDraws(1_000_000 + 1000 * seed + number);
        return Array.from({ length: plan.records }, () => drawRow(plan, random));
    });
    return plainCsv(rows, () => '');
}
/** Writes the four files, the sites' own formats, the schema, and the buyer's test set and pages into a folder. */
export async function writeHospitals(folder, seed = 1) {
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, 'schema.yaml'), hospitalSchema);
    await writeFile(path.join(folder, 'test-set.csv'), heldOutPatients(seed));
    await writeFile(path.join(folder, 'bounty.yaml'), hospitalBounty('logistic-regression'));
    await writeFile(path.join(folder, 'bounty-mlp.yaml'), hospitalBounty('tabular-mlp'));
    for (const { name, file, site } of fourHospitals(seed)) {
        await writeFile(path.join(folder, `${name}.csv`), file);
        if (site !== undefined)
            await writeFile(path.join(folder, `${name}.site.yaml`), site);
    }
}
/** A small repeatable generator (mulberry32), good enough for made-up patients. */
function openDraws(seed) {
    let state = seed >>> 0;
    const unit = () => {
        state = (state + 0x6d2b79f5) >>> 0;
        let mixed = Math.imul(state ^ (state >>> 15), state | 1);
        mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
        return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
    };
    const normal = () => Math.sqrt(-2 * Math.log(1 - unit())) * Math.cos(2 * Math.PI * unit());
    const pick = (names, shares) => {
        let left = unit();
        const place = shares.findIndex(share => {
            left -= share;
            return left < 0;
        });
        return names.at(place);
    };
    return { unit, normal, pick };
}
function drawRow(plan, random) {
    const full = drawPatient(plan.illShare, random);
    const kept = columns.map(column => {
        const isMissing = random.unit() < (plan.missing[column] ?? 0);
        return [column, isMissing ? undefined : full[column]];
    });
    return Object.fromEntries(kept);
}
/** What is measured depends on whether a patient is ill, about as strongly as in the real data. */
function drawPatient(illShare, random) {
    const isIll = random.unit() < illShare;
    const shift = isIll ? 1 : 0;
    const within = (value, least, most) => Math.min(most, Math.max(least, value));
    const whole = (mean, deviation, least, most) => Math.round(within(mean + deviation * random.normal(), least, most));
    const share = (healthy, ill) => (isIll ? ill : healthy);
    const yesNo = (healthy, ill) => (random.unit() < share(healthy, ill) ? 'yes' : 'no');
    const pains = isIll ? [0.05, 0.07, 0.13, 0.75] : [0.1, 0.35, 0.3, 0.25];
    return {
        age: whole(52 + 5 * shift, 9, 28, 80),
        sex: random.pick(['female', 'male'], [share(0.35, 0.12), share(0.65, 0.88)]),
        chest_pain: random.pick(['typical', 'atypical', 'other', 'none'], pains),
        blood_pressure: whole(129 + 5 * shift, 18, 90, 210),
        cholesterol: whole(240 + 10 * shift, 52, 100, 600),
        fasting_sugar: yesNo(0.1, 0.2),
        ecg: random.pick(['normal', 'st', 'hypertrophy'], isIll ? [0.52, 0.25, 0.23] : [0.65, 0.15, 0.2]),
        heart_rate: whole(150 - 20 * shift, 23, 60, 205),
        exercise_angina: yesNo(0.13, 0.58),
        st_depression: Math.round(10 * within(0.4 + shift + (0.7 + 0.4 * shift) * Math.abs(random.normal()), 0, 6.2)) / 10,
        slope: random.pick(['up', 'flat', 'down'], isIll ? [0.22, 0.68, 0.1] : [0.66, 0.28, 0.06]),
        vessels: Number(random.pick(['0', '1', '2', '3'], isIll ? [0.33, 0.32, 0.22, 0.13] : [0.79, 0.13, 0.05, 0.03])),
        thallium: random.pick(['normal', 'fixed', 'reversible'], isIll ? [0.27, 0.09, 0.64] : [0.79, 0.04, 0.17]),
        outcome: isIll ? 'ill' : 'healthy',
    };
}
//# sourceMappingURL=hospitals.js.map