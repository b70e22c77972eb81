import { throwFault } from './faults.js';
import { effectiveFormat } from './file-format.js';
import { openTable } from './open-table.js';
import { rawEncoder } from './table/feature-encoder.js';
import { readTable } from './table/table-reader.js';
/** Reads the columns that the schema names. Records without a label are left out. Throws `DataError` at the first fault. */
export async function readTableColumns(file, schema, site) {
    const { source } = openTable(file, effectiveFormat(schema, site));
    const { observer, columns } = openColumnGatherer(schema);
    const reading = { source, schema, site, onFault: throwFault, observer, encoderOf: rawEncoder };
    await readTable({ ...reading, examples: undefined });
    return columns();
}
function openColumnGatherer(schema) {
    const values = schema.features.map(() => []);
    const labels = [];
    const observer = {
        unreadColumns: () => { },
        value: (feature, value) => values[feature].push(value),
        missing: feature => values[feature].push(Number.NaN),
        record: (_, label) => labels.push(label),
        unlabelled: () => { },
    };
    const columns = () => ({
        records: labels.length,
        values: values.map(column => Float64Array.from(column)),
        labels: Int32Array.from(labels),
    });
    return { observer, columns };
}
//# sourceMappingURL=table-columns.js.map