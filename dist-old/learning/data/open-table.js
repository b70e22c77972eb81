import path from 'node:path';
import { DataError } from '../errors.js';
import { csvSource } from './table/csv-source.js';
import { npzSource } from './table/npz-source.js';
import { parquetSource } from './table/parquet-source.js';
/** The table in a file, whose name's end says how it is written. Throws `DataError` for one that says nothing. */
export function openTable(file, format) {
    switch (path.extname(file).toLowerCase()) {
        case '.csv':
        case '.txt':
            return { format: 'csv', source: csvSource(file, format) };
        case '.tsv':
            return { format: 'csv', source: csvSource(file, { ...format, delimiter: '\t' }) };
        case '.parquet':
            return { format: 'parquet', source: parquetSource(file) };
        case '.npz':
            return { format: 'npz', source: npzSource(file) };
        default:
            throw new DataError(file, 'the data schema asks for a table; name a file that ends in .csv, .tsv, .parquet or .npz');
    }
}
//# sourceMappingURL=open-table.js.map