/** A table in a text file: a header line, then one record a line (or several, where a field in quotes has line breaks). */
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { DataError } from '../../errors.js';
import { decodeText } from './text-decoding.js';
const recordsInBatch = 256;
const maximumRecordCharacters = 1 << 20;
/** The table in a CSV file, read as a stream. */
export function csvSource(file, format) {
    return { file, places: 'line', open: wanted => readParts(file, format, wanted) };
}
async function* readParts(file, format, wanted) {
    let hasHeader = false;
    let batch = [];
    let failure;
    try {
        for await (const record of readRecords(file, format)) {
            if (!hasHeader) {
                hasHeader = true;
                wanted(record.record);
                yield { kind: 'header', names: record.record };
            }
            else if (batch.push(record) === recordsInBatch) {
                yield rowsOf(batch);
                batch = [];
            }
        }
    }
    catch (error) {
        // What was read before still counts.
        failure = error;
    }
    if (batch.length > 0)
        yield rowsOf(batch);
    if (failure !== undefined)
        throw failure;
}
function rowsOf(records) {
    return {
        kind: 'rows',
        count: records.length,
        row: index => records[index].record,
        placeOf: index => records[index].info.lines,
    };
}
async function* readRecords(file, format) {
    const parser = parse({
        bom: true,
        delimiter: format.delimiter ?? ',',
        trim: true,
        skip_empty_lines: true,
        relax_column_count: true,
        info: true,
        max_record_size: maximumRecordCharacters,
    });
    const bytes = createReadStream(file);
    const input = Readable.from(decodeText(bytes, format.encoding, file));
    // A pipe hands on what is read, but not why reading failed.
    input.on('error', error => parser.destroy(error));
    try {
        yield* input.pipe(parser);
    }
    catch (error) {
        if (!(error instanceof CsvError))
            throw error;
        throw new DataError(file, `it is not CSV: ${error.message}; check quotes and separators near there`);
    }
    finally {
        input.destroy();
        bytes.destroy();
    }
}
//# sourceMappingURL=csv-source.js.map