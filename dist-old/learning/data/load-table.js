import { DataError } from '../errors.js';
import { openExampleBuilder } from './example-builder.js';
import { throwFault } from './faults.js';
import { rawDatasetOf, rawShapeOf } from './raw-dataset.js';
import { columnsWithoutStatistics, dataShapeOf, isFederated } from './schema.js';
import { modelEncoder, rawEncoder } from './table/feature-encoder.js';
import { noObserver, readTable } from './table/table-reader.js';
/** All examples of a table. Throws `DataError` at the first fault, and for a table without examples. */
export async function loadTable(source, schema, site) {
    requireStatistics(source.file, schema);
    return loadRows(source, schema, site, modelEncoder, dataShapeOf(schema));
}
/** All records of a table in their own units. Throws as `loadTable` does, but for statistics, which may be open. */
export async function loadRawTable(source, schema, site) {
    return rawDatasetOf(schema, await loadRows(source, schema, site, rawEncoder, rawShapeOf(schema)));
}
async function loadRows(source, schema, site, encoderOf, { featureShape, classes }) {
    const examples = openExampleBuilder(source.file, featureShape, classes);
    await readTable({ source, schema, site, onFault: throwFault, observer: noObserver, encoderOf, examples });
    if (examples.count() === 0)
        throw new DataError(source.file, noExamples(source));
    return examples.dataset();
}
/** What a table without examples is told. */
export function noExamples(source) {
    return source.places === 'line'
        ? 'it holds no examples: a header line, then one a line'
        : 'it holds no examples';
}
function requireStatistics(file, schema) {
    if (!isFederated(schema))
        return;
    const [column] = columnsWithoutStatistics(schema);
    const fault = 'the data schema leaves means to federated statistics, which are made when the bounty starts; until then there are raw records only';
    throw new DataError(file, fault, { column });
}
//# sourceMappingURL=load-table.js.map