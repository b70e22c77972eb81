import test from 'ava';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { readParquetColumn } from '../../../../learning/data/table/parquet-pages.js';
import { parquetSource } from '../../../../learning/data/table/parquet-source.js';
import { requireBoundedThrift } from '../../../../learning/data/table/thrift-bounds.js';
import { DataError, readDataset } from '../../../../learning/index.js';
import { loadVectors } from '../../../aggregation/load-vectors.js';
import { openTemporaryFiles, readAll, tableSchema } from '../temporary-files.js';
const vectors = loadVectors('data-files');
const files = await openTemporaryFiles();
for (const [name, content] of Object.entries(vectors.parquet)) {
    test(`a file of ${name} has the rows it was written from`, async (t) => {
        const file = await files.write('table.parquet', Buffer.from(content, 'base64'));
        const { names, rows } = await readAll(parquetSource(file));
        t.deepEqual(names, vectors.header);
        t.deepEqual(rows, vectors.rows.map(row => [...row]));
    });
}
const plain = (rows) => new Uint8Array(parquetWriteBuffer({
    columnData: [
        { name: 'age', data: Array.from({ length: rows }, (_, i) => i), type: 'INT32' },
        { name: 'note', data: Array.from({ length: rows }, (_, i) => `note ${i}`), type: 'STRING' },
        {
            name: 'chol',
            data: Array.from({ length: rows }, (_, i) => (i % 3 === 0 ? null : i / 4)),
            type: 'DOUBLE',
        },
        {
            name: 'outcome',
            data: Array.from({ length: rows }, (_, i) => (i % 2 ? 'ill' : 'healthy')),
            type: 'STRING',
        },
    ],
    rowGroupSize: 400,
}));
test('a table is read by its columns’ names, over row groups, nothing being missing', async (t) => {
    const schema = tableSchema([
        { name: 'chol', kind: 'number', impute: 'constant', constant: -1 },
        { name: 'age', kind: 'number', mean: 500, deviation: 2 },
    ]);
    const dataset = await readDataset(await files.write('table.parquet', plain(1000)), schema);
    t.is(dataset.examples, 1000);
    t.deepEqual([...dataset.features.subarray(2 * 998, 2 * 1000)], [249.5, 249, -1, 249.5]);
    t.deepEqual([...dataset.labels.subarray(0, 3)], [0, 1, 0]);
});
test('a fault names the row and the column', async (t) => {
    const file = await files.write('table.parquet', plain(1000));
    const schema = tableSchema([{ name: 'age', kind: 'number', maximum: 700 }]);
    await t.throwsAsync(readDataset(file, schema), {
        instanceOf: DataError,
        message: `${file}, row 702, column "age": 701 is above the maximum, 700; correct it, or remove the line`,
    });
    await t.throwsAsync(readDataset(file, tableSchema([{ name: 'Age', kind: 'number' }])), {
        message: /column "Age": the column is missing; the header has age, note, chol, outcome.*The file calls it "age"/,
    });
});
test('columns of lists and of structures are refused, and left alone where nobody asks for them', async (t) => {
    const file = await files.write('table.parquet', Buffer.from(vectors.nested, 'base64'));
    const dataset = await readDataset(file, tableSchema([{ name: 'x', kind: 'number' }]));
    t.deepEqual([...dataset.features], [5, 6]);
    for (const name of ['list', 'pair'])
        await t.throwsAsync(readDataset(file, tableSchema([{ name, kind: 'number' }])), {
            message: new RegExp(`column "${name}": it holds lists or structures; write one value a row`),
        });
});
const told = async (content) => {
    const file = await files.write('table.parquet', content);
    try {
        await readAll(parquetSource(file));
        return 'read';
    }
    catch (error) {
        return error instanceof DataError ? error.message.slice(file.length) : `threw ${error}`;
    }
};
test('a file that is cut, encrypted or no Parquet at all is told apart', async (t) => {
    const content = plain(50);
    t.regex(await told(content.subarray(0, -1)), /does not end as Parquet files do; copy it again/);
    t.regex(await told(content.subarray(0, 5)), /has 5 bytes; no Parquet file is that small/);
    t.regex(await told(content.subarray(content.length - 30)), /its footer claims \d+ bytes/);
    t.regex(await told(Buffer.concat([content.subarray(0, -4), Buffer.from('PARE')])), /encrypted/);
});
const encodings = { plain: 0, runs: 3, deltas: 5, dictionary: 8 };
/** One page of version 1, not packed, with a header that claims what it is told to. */
function page(encoding, values, body) {
    const varint = (value) => value < 128 ? [value] : [(value % 128) | 128, ...varint(Math.floor(value / 128))];
    const field = (value) => [0x15, ...varint(2 * value)];
    const inner = [...field(values), ...field(encodings[encoding]), ...field(3), ...field(3), 0];
    return Uint8Array.from([
        ...field(0),
        ...field(body.length),
        ...field(body.length),
        0x2c,
        ...inner,
        0,
        ...body,
    ]);
}
/** Reads pages as the chunk of a column, optional unless told otherwise. */
function readPages(bytes, rows, type, isOptional = true) {
    const element = { name: 'x', type, repetition_type: isOptional ? 'OPTIONAL' : 'REQUIRED' };
    const column = { type, codec: 'UNCOMPRESSED' };
    return readParquetColumn({ bytes, element, column, rows });
}
const aLot = [0xfe, 0xff, 0xff, 0xff, 0x0f]; // 2^32 - 2: a run of 2^31 - 1
test('a run that claims 2^31 values, which would end the process, gives as many as are to come', t => {
    const levels = [6, 0, 0, 0, ...aLot, 1];
    t.deepEqual(readPages(page('plain', 3, [...levels, 1, 0, 0, 0, 2, 0, 0, 0, 255, 255, 255, 255]), 3, 'INT32'), [1, 2, -1]);
    const none = [6, 0, 0, 0, ...aLot, 0];
    t.deepEqual(readPages(page('plain', 3, none), 3, 'INT32'), [null, null, null]);
    t.deepEqual(readPages(page('runs', 3, [6, 0, 0, 0, ...aLot, 1]), 3, 'BOOLEAN', false), [true, true, true]);
});
test('pages that claim more values than are to come, or refer to what is not there, are refused', t => {
    const refused = (bytes, rows = 3, type = 'INT32') => t.throws(() => readPages(bytes, rows, type, false)).message;
    t.regex(refused(page('plain', 2 ** 30, [1, 0, 0, 0])), /claims 1073741824 values where 3 are to come/);
    t.regex(refused(page('plain', 0, [])), /claims 0 values/);
    t.regex(refused(page('dictionary', 3, [1, 6, 0])), /a dictionary that is not there/);
    t.regex(refused(page('plain', 3, [1, 0, 0, 0]), 3), /./);
    t.regex(refused(page('plain', 1, [255, 255, 255, 255, 1]), 1, 'BYTE_ARRAY'), /./);
    t.regex(refused(page('plain', 1, [1, 0, 0, 0]).subarray(0, 12)), /cut short|packed bytes/);
});
test('deltas whose blocks are no blocks are refused before memory is taken by them', t => {
    const before = process.memoryUsage().arrayBuffers;
    const refused = (...header) => t.throws(() => readPages(page('deltas', 3, header), 3, 'INT32', false)).message;
    t.regex(refused(0x80, 0x01, ...aLot, 3, 2), /blocks of 128 values in 4294967294 parts/);
    t.regex(refused(0x80, 0x01, 0, 3, 2), /in 0 parts/);
    t.regex(refused(...aLot, 4, 3, 2), /blocks of 4294967294 values/);
    t.true(process.memoryUsage().arrayBuffers - before < 2 ** 24);
    // 128 values a block in 4 parts, 3 in all: 7, then +1, +1 (minimum 1, widths of no bits).
    t.deepEqual(readPages(page('deltas', 3, [0x80, 0x01, 4, 3, 14, 2, 0, 0, 0, 0]), 3, 'INT32', false), [7, 8, 9]);
});
test('headers that claim long lists, deep structures or endless numbers are refused before they are parsed', t => {
    const refused = (...bytes) => {
        const error = t.throws(() => requireBoundedThrift(Uint8Array.from(bytes), 0));
        return error.message;
    };
    t.notThrows(() => requireBoundedThrift(Uint8Array.of(0x15, 2, 0x19, 0x25, 1, 2, 0), 0));
    t.regex(refused(0x19, 0xf5, 0xff, 0xff, 0xff, 0xff, 0x07, 0), /claims a list of 2147483647/);
    t.regex(refused(0x18, 0xff, 0x01, 0), /claims 255 bytes/);
    t.regex(refused(0x15, ...Array(11).fill(0x80), 0), /number without an end/);
    t.regex(refused(...Array(40).fill(0x1c)), /nested too deeply/);
    t.regex(refused(0x1b, 0), /a field of type 11/);
    t.regex(refused(0x15), /cut short/);
});
//# sourceMappingURL=parquet.test.js.map