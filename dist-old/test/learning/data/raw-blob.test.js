import test from 'ava';
import { allocateDataset } from '../../../learning/data/dataset.js';
import { rawDatasetOf } from '../../../learning/data/raw-dataset.js';
import { commitDataset, DataError, decodeDatasetBlob, decodeRawBlob, encodeDatasetBlob, encodeRawBlob, } from '../../../learning/index.js';
import { tableSchema } from './temporary-files.js';
const schema = tableSchema([
    { name: 'x', kind: 'number', minimum: -0.1, maximum: 0.1, impute: 'mean' },
    { name: 'n', kind: 'number', minimum: 0, maximum: 9, integer: true },
    { name: 'seen', kind: 'date', minimum: '1970-01-01', maximum: '1970-12-31' },
    { name: 'smokes', kind: 'boolean' },
    { name: 'grade', kind: 'ordinal', values: ['low', 'high'] },
    { name: 'ward', kind: 'category', values: ['north', 'south'], other: true },
], { statistics: 'federated' });
const records = allocateDataset(2, [6], 2);
records.features.set([0.1, 9, 2, 1, 1, 2, Number.NaN, 0, 0, 0, 0, 0]);
records.labels.set([1, 0]);
const raw = rawDatasetOf(schema, records);
const columns = schema.features.length;
const valuesAt = 28 + 2 * 2;
test('the file of raw records keeps its bytes', t => {
    t.is(Buffer.from(encodeRawBlob(raw)).toString('hex'), [
        Buffer.from('parley-dataset/3').toString('hex'),
        '060000000200000002000000',
        '01000000',
        'cdcccc3d00001041000000400000803f0000803f00000040',
        '0000c07f0000000000000000000000000000000000000000',
    ].join(''));
});
test('raw records come back to the bit, so that their root does, also from the middle of a larger buffer', t => {
    const blob = encodeRawBlob(raw);
    const shifted = new Uint8Array(blob.length + 3);
    shifted.set(blob, 3);
    const read = decodeRawBlob(shifted.subarray(3), schema);
    t.deepEqual(read, raw);
    t.true(read.records.features.buffer instanceof SharedArrayBuffer);
    t.deepEqual(encodeRawBlob(read), blob);
    const salt = new Uint8Array(16).fill(3);
    t.deepEqual(commitDataset(read.records, salt), commitDataset(raw.records, salt));
});
function refusal(bytes, against = schema) {
    try {
        decodeRawBlob(bytes, against, 'blob');
        return 'accepted';
    }
    catch (error) {
        return error instanceof DataError ? error.message : `threw ${error}`;
    }
}
test('a file that is cut, prolonged, or of another form or schema is refused and says why', t => {
    const blob = encodeRawBlob(raw);
    const changed = (at, byte) => blob.with(at, byte);
    t.regex(refusal(blob.subarray(0, blob.length - 1)), /^blob: .*announces 80 bytes and it has 79/);
    t.regex(refusal(new Uint8Array([...blob, 0])), /announces 80 bytes and it has 81/);
    t.regex(refusal(new Uint8Array(0)), /does not start with "parley-dataset\/3"/);
    t.regex(refusal(changed(15, 0x31)), /does not start with/);
    t.regex(refusal(changed(16, 5)), /it has 5 columns and the data schema 6/);
    t.regex(refusal(changed(20, 3)), /it has 3 classes and the data schema 2/);
    t.regex(refusal(changed(24, 0)), /it holds no records/);
    t.regex(refusal(changed(27, 255)), /announces/);
    t.is(refusal(changed(30, 2)), 'blob, row 2, column "outcome": it has the class 2; there are 2, from 0');
    const narrow = { ...schema, features: schema.features.slice(1) };
    t.regex(refusal(blob, narrow), /it has 6 columns and the data schema 5/);
});
test('neither reader of a dataset file takes the form of the other', t => {
    const dataset = { ...raw.records, features: raw.records.features.map(() => 0.3) };
    t.regex(refusal(encodeDatasetBlob(dataset)), /does not start with "parley-dataset\/3"/);
    t.throws(() => decodeDatasetBlob(encodeRawBlob(raw)), {
        message: /does not start with "parley-dataset\/1"/,
    });
});
test('a value that no reader could have made of a cell is refused with its record and its column', t => {
    const put = (record, column, bits) => {
        const blob = encodeRawBlob(raw);
        new DataView(blob.buffer).setUint32(valuesAt + 4 * (columns * (record - 1) + column), bits, true);
        return refusal(blob);
    };
    const float = (value) => new Uint32Array(Float32Array.of(value).buffer)[0];
    const nan = 0x7fc00000;
    t.is(put(1, 0, nan), 'accepted');
    t.is(put(1, 0, float(-0)), 'accepted');
    // 0.1 as 32 bits is above 0.1; the number next to it is outside.
    t.is(put(1, 0, float(0.1)), 'accepted');
    t.is(put(1, 0, float(0.1) + 1), 'blob, row 1, column "x": 0.10000000894069672 is outside -0.1 to 0.1');
    t.regex(put(2, 0, 0xffc00000), /row 2, column "x": a missing value is written as 7fc00000, not as ffc00000/);
    t.regex(put(2, 0, float(Number.POSITIVE_INFINITY)), /column "x": Infinity is not a number/);
    t.regex(put(2, 1, nan), /column "n": it is missing, and the data schema does not say what to impute/);
    t.regex(put(2, 1, float(0.5)), /column "n": 0\.5 is not a whole number/);
    t.regex(put(2, 1, float(10)), /column "n": 10 is outside 0 to 9/);
    t.regex(put(2, 2, float(0.5)), /column "seen": 0\.5 is not a whole number/);
    t.regex(put(2, 2, float(-1)), /column "seen": -1 is outside 0 to 364/);
    t.regex(put(2, 3, float(2)), /column "smokes": 2 is not a place among its 2 values/);
    t.regex(put(2, 3, float(-0)), /column "smokes": 0 is not a place/);
    t.regex(put(2, 4, float(-1)), /column "grade": -1 is not a place/);
    t.regex(put(2, 4, float(0.5)), /column "grade": 0\.5 is not a place/);
    t.is(put(2, 5, float(2)), 'accepted');
    t.regex(put(2, 5, float(3)), /column "ward": 3 is not a place among its 3 values/);
});
test('a number without a range may be any, but a number', t => {
    const open = tableSchema([{ name: 'x', kind: 'number' }]);
    const of = (value) => ({
        kind: 'raw',
        schema: open,
        records: {
            features: Float32Array.of(value),
            labels: Int32Array.of(0),
            examples: 1,
            featureShape: [1],
            classes: 2,
        },
    });
    t.is(refusal(encodeRawBlob(of(-3e38)), open), 'accepted');
    t.regex(refusal(encodeRawBlob(of(Number.NEGATIVE_INFINITY)), open), /-Infinity is not a number/);
});
//# sourceMappingURL=raw-blob.test.js.map