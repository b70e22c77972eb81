/**
 * A table in a Parquet file: the footer first, then one row group after another, and of each only the columns that are
 * wanted. What the file claims is held against its size and against limits before anything is allocated by it.
 */
import { open } from 'node:fs/promises';
import { parquetMetadata, } from 'hyparquet';
import { DataError } from '../../errors.js';
import { readParquetColumn } from './parquet-pages.js';
import { requireBoundedThrift } from './thrift-bounds.js';
const limits = {
    footerBytes: 2 ** 27,
    /** Rows in one row group; writers make a million at most. */
    groupRows: 2 ** 24,
    /** Values of one row group that are in memory together. */
    groupValues: 2 ** 27,
    /** Packed bytes of one column of one row group. */
    chunkBytes: 2 ** 31 - 1,
};
/** The table in a Parquet file. */
export function parquetSource(file) {
    return { file, places: 'row', open: wanted => readParts(file, wanted) };
}
async function* readParts(file, wanted) {
    const handle = await open(file);
    try {
        const { size } = await handle.stat();
        const metadata = await readFooter(file, handle, size);
        const columns = sound(file, () => topColumns(metadata.schema));
        const names = columns.map(({ name }) => name);
        const places = wanted(names);
        yield { kind: 'header', names };
        let start = 0;
        for (const group of metadata.row_groups) {
            yield await readGroup({ file, handle, size, metadata }, group, columns, places, start).catch(error => {
                throw unsound(file, error);
            });
            start += Number(group.num_rows);
        }
    }
    finally {
        await handle.close();
    }
}
/** Runs what the library may throw at, and says which file it was. */
function sound(file, read, column) {
    try {
        return read();
    }
    catch (error) {
        throw unsound(file, error, column);
    }
}
/**
 * A fault of the file, whatever was thrown: fields of a footer may have any type, and the library takes them for what
 * they should be. What the system says of a file goes on as it is.
 */
function unsound(file, error, column) {
    if (error instanceof DataError || error.syscall !== undefined)
        return error;
    return new DataError(file, `it is not sound Parquet (${error.message}); write it again`, {
        column,
    });
}
async function readFooter(file, handle, size) {
    const refuse = (fault) => new DataError(file, fault);
    if (size < 12)
        throw refuse(`it has ${size} bytes; no Parquet file is that small`);
    const tail = await readBytes(handle, size - 8, 8);
    if (tail.toString('latin1', 4) === 'PARE')
        throw refuse('it is an encrypted Parquet file; write it without encryption');
    if (tail.toString('latin1', 4) !== 'PAR1')
        throw refuse('it does not end as Parquet files do; copy it again, or write it again');
    const length = tail.readUInt32LE(0);
    if (length > size - 12 || length > limits.footerBytes)
        throw refuse(`its footer claims ${length} bytes; copy it again, or write it again`);
    const footer = await readBytes(handle, size - 8 - length, length + 8);
    return sound(file, () => {
        requireBoundedThrift(footer.subarray(0, length), 0);
        return parquetMetadata(new Uint8Array(footer), { geoparquet: false });
    });
}
async function readBytes(handle, start, length) {
    const bytes = Buffer.alloc(length);
    const { bytesRead } = await handle.read(bytes, 0, length, start);
    if (bytesRead !== length)
        throw new Error(`the file ended at ${start + bytesRead}`);
    return bytes;
}
/** The columns of the top level; one that holds others has no type. */
function topColumns(schema) {
    const columns = [];
    let at = 1;
    while (at < schema.length) {
        // The library takes a field of the footer for what it should be, whatever it is.
        if (typeof schema[at].name !== 'string')
            throw new Error('a column of its schema has no name');
        columns.push(schema[at]);
        at = afterSubtree(schema, at);
    }
    return columns;
}
function afterSubtree(schema, start) {
    // How many elements are still to come below the one at `start`.
    let open = 1;
    let at = start;
    for (; open > 0; at++) {
        const element = schema[at];
        if (element === undefined)
            throw new Error('its schema is cut short');
        open += (element.num_children ?? 0) - 1;
    }
    return at;
}
async function readGroup(openFile, group, columns, places, start) {
    const rows = requireRows(openFile.file, group, places.size);
    const cells = columns.map(() => undefined);
    for (const place of places)
        cells[place] = await readColumn(openFile, group, columns[place], rows);
    const row = columns.map(() => '');
    const wanted = [...places];
    return {
        kind: 'rows',
        count: rows,
        row: index => {
            for (const place of wanted)
                row[place] = cells[place][index];
            return row;
        },
        placeOf: index => start + index + 1,
    };
}
function requireRows(file, group, columns) {
    const rows = Number(group.num_rows);
    if (rows >= 0 && rows <= limits.groupRows && rows * columns <= limits.groupValues)
        return rows;
    throw new DataError(file, `a row group claims ${group.num_rows} rows; write it with row groups of 100000 rows`);
}
async function readColumn(openFile, group, element, rows) {
    const { file, handle } = openFile;
    const refuse = (fault) => new DataError(file, fault, { column: element.name });
    if (element.type === undefined || element.repetition_type === 'REPEATED')
        throw refuse('it holds lists or structures; write one value a row');
    const found = group.columns.find(chunk => isOf(chunk, element));
    const column = found?.meta_data;
    if (column === undefined || found?.file_path !== undefined)
        throw refuse('a row group has nothing of it in this file; write it as one file');
    const { start, length } = sound(file, () => rangeOf(column, openFile.size), element.name);
    const bytes = await readBytes(handle, start, length);
    return sound(file, () => readParquetColumn({ bytes, element, column, rows }).map(cellOf), element.name);
}
function isOf({ meta_data }, { name }) {
    return meta_data?.path_in_schema.length === 1 && meta_data.path_in_schema[0] === name;
}
function rangeOf(column, size) {
    // Some writers leave the offset of a dictionary that is not there as zero.
    const start = Number(column.dictionary_page_offset || column.data_page_offset);
    const length = Number(column.total_compressed_size);
    if (start >= 4 && length >= 0 && length <= limits.chunkBytes && start + length <= size)
        return { start, length };
    throw new Error(`it claims ${length} bytes from ${start}`);
}
/** What a typed value is as a cell: text and numbers as they are, dates as ISO text, nothing as a blank. */
function cellOf(value) {
    if (typeof value === 'number')
        return value;
    if (typeof value === 'string')
        return value.trim();
    if (value === null || value === undefined)
        return '';
    if (typeof value === 'bigint')
        return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
    if (typeof value === 'boolean')
        return String(value);
    if (value instanceof Date)
        return dateText(value);
    throw new Error(`it holds ${value instanceof Uint8Array ? 'bytes' : 'structures'}; write text or numbers`);
}
function dateText(date) {
    if (Number.isNaN(date.getTime()))
        return '';
    const text = date.toISOString();
    return text.endsWith('T00:00:00.000Z') ? text.slice(0, -14) : text;
}
//# sourceMappingURL=parquet-source.js.map