/** Reads all of a holder's data and reports on it: every fault is collected, and reading goes on where it can. */
import { DataError } from '../../errors.js';
import { classCounts } from '../dataset.js';
import { openExampleBuilder } from '../example-builder.js';
import { readPictureFolder } from '../images/picture-folder.js';
import { noExamples } from '../load-table.js';
import { rawDatasetOf, rawShapeOf } from '../raw-dataset.js';
import { dataShapeOf, isFederated } from '../schema.js';
import { modelEncoder, rawEncoder } from '../table/feature-encoder.js';
import { readTable } from '../table/table-reader.js';
import { countsOf, openColumnCollector } from './column-collector.js';
import { findDuplicates } from './duplicates.js';
import { openFaultCollection } from './fault-groups.js';
/** Inspects a table. Throws for what no reading can begin on, such as a file that may not be opened. */
export async function inspectTable(source, format, schema, site) {
    const faults = openFaultCollection();
    const collected = openTableCollector(schema);
    const isRaw = isFederated(schema);
    const { featureShape, classes } = isRaw ? rawShapeOf(schema) : dataShapeOf(schema);
    const encoderOf = isRaw ? rawEncoder : modelEncoder;
    const examples = openExampleBuilder(source.file, featureShape, classes);
    const { observer } = collected;
    await collecting(faults, () => readTable({ source, schema, site, onFault: faults.add, observer, encoderOf, examples }));
    if (collected.examples() === 0 && faults.count() === 0)
        faults.add(emptyFault(source.file, noExamples(source)));
    const found = examples.count() === 0 ? undefined : examples.dataset();
    const raw = isRaw && found !== undefined ? rawDatasetOf(schema, found) : undefined;
    const { places } = collected;
    const duplicates = found === undefined ? undefined : findDuplicates(found, example => places[example]);
    const report = reportOf({ file: source.file, format, schema, faults, duplicates, ...collected.parts() });
    if (!report.fits)
        return { dataset: undefined, raw: undefined, report };
    return { dataset: isRaw ? undefined : found, raw, report };
}
/** Turns a `DataError`, at which reading ends, into one more fault. */
async function collecting(faults, read) {
    try {
        await read();
    }
    catch (error) {
        if (!(error instanceof DataError))
            throw error;
        const { file, line, row, member, column, fault } = error;
        faults.add({ kind: 'unreadable', file, place: { line, row, member, column }, found: fault, fix: '' });
    }
}
function emptyFault(file, found) {
    return { kind: 'no-examples', file, place: {}, found, fix: '' };
}
function openTableCollector(schema) {
    const columns = schema.features.map(openColumnCollector);
    const classes = schema.label.classes.map(() => 0);
    const unlabelled = new Map();
    const places = [];
    let unreadColumns = [];
    let [records, examples] = [0, 0];
    const observer = {
        unreadColumns: names => {
            unreadColumns = names;
        },
        value: (feature, value) => columns[feature].value(value),
        missing: (feature, code) => columns[feature].missing(code),
        record: (place, label, isExample) => {
            records += 1;
            if (label >= 0)
                classes[label] += 1;
            if (!isExample)
                return;
            examples += 1;
            places.push(place);
        },
        unlabelled: code => {
            records += 1;
            unlabelled.set(code, (unlabelled.get(code) ?? 0) + 1);
        },
    };
    const label = () => ({ ...labelOf(schema, classes), missing: countsOf(unlabelled) });
    return {
        observer,
        places,
        examples: () => examples,
        parts: () => ({
            records,
            examples,
            label: label(),
            columns: columns.map(column => column.report()),
            unreadColumns,
            warnings: columnWarnings(columns, records),
        }),
    };
}
function labelOf({ label }, counts) {
    const classes = label.classes.map((value, i) => ({ value, count: counts[i] }));
    return { name: label.name, classes, missing: [] };
}
function columnWarnings(columns, records) {
    return columns.flatMap(column => column.warnings(records));
}
/** Inspects pictures in a folder. */
export async function inspectPictures(folder, schema, site) {
    const faults = openFaultCollection();
    const { featureShape, classes } = dataShapeOf(schema);
    const examples = openExampleBuilder(folder, featureShape, classes);
    const counts = schema.label.classes.map(() => 0);
    let records = 0;
    const onPicture = (_, label) => {
        records += 1;
        counts[label] += 1;
    };
    await collecting(faults, () => readPictureFolder({ folder, schema, site, onFault: faults.add, examples, onPicture }));
    if (records === 0 && faults.count() === 0)
        faults.add(emptyFault(folder, 'it holds no pictures'));
    const dataset = examples.count() === 0 ? undefined : examples.dataset();
    const parts = { ...noColumns, records, examples: examples.count(), label: labelOf(schema, counts) };
    const duplicates = dataset === undefined ? undefined : findDuplicates(dataset, numberFrom1);
    const report = reportOf({ file: folder, format: 'pictures', schema, faults, duplicates, ...parts });
    return { dataset: report.fits ? dataset : undefined, raw: undefined, report };
}
const noColumns = { columns: [], unreadColumns: [], warnings: [] };
const numberFrom1 = (example) => example + 1;
/** Inspects pictures in arrays, which are read as a whole: the first fault ends it. */
export async function inspectArrays(file, format, schema, read) {
    const faults = openFaultCollection();
    let dataset;
    await collecting(faults, async () => {
        dataset = await read();
    });
    const examples = dataset?.examples ?? 0;
    const counts = dataset === undefined ? schema.label.classes.map(() => 0) : classCounts(dataset);
    const parts = { ...noColumns, records: examples, examples, label: labelOf(schema, counts) };
    const duplicates = dataset === undefined ? undefined : findDuplicates(dataset, numberFrom1);
    const report = reportOf({ file, format, schema, faults, duplicates, ...parts });
    return { dataset, raw: undefined, report };
}
function reportOf({ file, format, schema, faults, duplicates, warnings, ...parts }) {
    const { records, examples, label, columns, unreadColumns } = parts;
    return {
        file,
        format,
        kind: schema.kind,
        fits: faults.count() === 0,
        records,
        examples,
        faultCount: faults.count(),
        faults: faults.groups(),
        warnings: [...warnings, ...classWarnings(label), ...duplicateWarnings(duplicates)],
        label,
        columns,
        unreadColumns,
        duplicates,
    };
}
function classWarnings({ name, classes }) {
    const unseen = classes.filter(({ count }) => count === 0);
    if (unseen.length === 0 || unseen.length === classes.length)
        return [];
    const names = unseen.map(({ value }) => `"${value}"`).join(', ');
    return [{ kind: 'unseen-class', column: name, message: `has no record of ${names}` }];
}
function duplicateWarnings(duplicates) {
    if (duplicates === undefined || duplicates.count === 0)
        return [];
    const [pair] = duplicates.pairs;
    const example = pair === undefined ? '' : `, such as ${pair[0]} and ${pair[1]}`;
    const message = `${duplicates.count} records are equal to an earlier one in everything the schema names${example}; were some exported twice?`;
    return [{ kind: 'duplicates', column: undefined, message }];
}
//# sourceMappingURL=inspect.js.map