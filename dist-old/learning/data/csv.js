import { effectiveFormat } from './file-format.js';
import { loadTable } from './load-table.js';
import { csvSource } from './table/csv-source.js';
/**
 * Reads the columns of a CSV file that the schema names; others are left alone. Numbers are standardised by the schema's
 * mean and deviation, categories become one-hot. `site`: what this holder's file has of its own. Throws `DataError` with
 * the file, the line, the column and the fix.
 */
export async function readCsv(file, schema, site) {
    return loadTable(csvSource(file, effectiveFormat(schema, site)), schema, site);
}
//# sourceMappingURL=csv.js.map