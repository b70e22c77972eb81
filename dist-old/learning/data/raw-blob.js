/**
 * The raw records of a table as one file, the same bytes for the same records everywhere: how the held-out test set of a
 * bounty with federated statistics travels, which nobody can standardise before these are made. Read against the schema
 * of the bounty, without which its numbers mean nothing.
 *
 * All integers are little-endian: "parley-dataset/3" (16 bytes) | u32 columns | u32 classes | u32 records |
 * u16 labels… | f32 values…, record after record, a value as `RawDataset` has it and a missing one as the bits
 * 0x7fc00000. The forms 1 and 2 of a dataset file are those of `dataset-blob.ts`; neither reader takes the other's.
 */
import { utf8 } from '../../aggregation/crypto/index.js';
import { DataError } from '../errors.js';
import { allocateDataset } from './dataset.js';
import { maximumBlobBytes } from './dataset-blob.js';
import { placeNames, scaleOf } from './feature-schema.js';
import { bitsOf, missingBits, rawShapeOf } from './raw-dataset.js';
const magic = utf8('parley-dataset/3');
const headerBytes = magic.length + 12;
/** The file of raw records. */
export function encodeRawBlob({ schema, records }) {
    const { features, labels, examples, classes } = records;
    const blob = new Uint8Array(sizeOf(schema.features.length, examples));
    const view = new DataView(blob.buffer);
    blob.set(magic);
    view.setUint32(16, schema.features.length, true);
    view.setUint32(20, classes, true);
    view.setUint32(24, examples, true);
    for (let i = 0; i < examples; i++)
        view.setUint16(headerBytes + 2 * i, labels[i], true);
    const [bits, valuesAt] = [bitsOf(features), headerBytes + 2 * examples];
    // As bits: a float that is set need not keep those of a NaN.
    for (let i = 0; i < bits.length; i++)
        view.setUint32(valuesAt + 4 * i, bits[i], true);
    return blob;
}
function sizeOf(columns, examples) {
    return headerBytes + examples * (2 + 4 * columns);
}
/**
 * Reads the file of raw records; every value is one that the schema allows. Throws `DataError` naming the record, from 1,
 * and the column. `file` names the source in errors.
 */
export function decodeRawBlob(bytes, schema, file = 'the file of raw records') {
    const examples = readHeader(bytes, schema, file);
    const { featureShape, classes } = rawShapeOf(schema);
    const records = allocateDataset(examples, featureShape, classes);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let i = 0; i < examples; i++) {
        const label = view.getUint16(headerBytes + 2 * i, true);
        if (label >= classes) {
            const fault = `it has the class ${label}; there are ${classes}, from 0`;
            throw new DataError(file, fault, { row: i + 1, column: schema.label.name });
        }
        records.labels[i] = label;
    }
    const [bits, valuesAt] = [bitsOf(records.features), headerBytes + 2 * examples];
    for (let i = 0; i < bits.length; i++)
        bits[i] = view.getUint32(valuesAt + 4 * i, true);
    checkValues(records.features, schema, file);
    return { kind: 'raw', schema, records };
}
/** The number of records. */
function readHeader(bytes, schema, file) {
    const refuse = (fault) => {
        throw new DataError(file, `it is not a file of raw records: ${fault}`);
    };
    if (bytes.length < headerBytes || magic.some((byte, i) => bytes[i] !== byte))
        refuse('it does not start with "parley-dataset/3"');
    if (bytes.length > maximumBlobBytes)
        refuse(`it has ${bytes.length} bytes; the limit is ${maximumBlobBytes}`);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const [columns, classes, examples] = [16, 20, 24].map(at => view.getUint32(at, true));
    const expected = rawShapeOf(schema);
    if (columns !== expected.featureShape[0])
        refuse(`it has ${columns} columns and the data schema ${expected.featureShape[0]}`);
    if (classes !== expected.classes)
        refuse(`it has ${classes} classes and the data schema ${expected.classes}`);
    if (examples < 1)
        refuse('it holds no records');
    const size = sizeOf(columns, examples);
    if (bytes.length !== size)
        refuse(`its header announces ${size} bytes and it has ${bytes.length}: copy it again`);
    return examples;
}
function checkValues(values, { features }, file) {
    const bits = bitsOf(values);
    const checks = features.map(valueCheck);
    const columns = checks.length;
    for (let i = 0; i < values.length; i++) {
        const value = values[i];
        const check = checks[i % columns];
        const fault = Number.isNaN(value) ? missingFault(features[i % columns], bits[i]) : check(value);
        if (fault === undefined)
            continue;
        const place = { row: Math.floor(i / columns) + 1, column: features[i % columns].name };
        throw new DataError(file, fault, place);
    }
}
function missingFault({ impute }, bits) {
    if (bits !== missingBits)
        return `a missing value is written as 7fc00000, not as ${bits.toString(16)}`;
    return impute === undefined ? 'it is missing, and the data schema does not say what to impute' : undefined;
}
function valueCheck(feature) {
    return feature.kind === 'number' || feature.kind === 'date' ? scaleCheck(feature) : placeCheck(feature);
}
function scaleCheck(feature) {
    const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = scaleOf(feature);
    // Rounding keeps order: a value within the range is, rounded, within the rounded range.
    const [least, most] = [Math.fround(minimum), Math.fround(maximum)];
    const isWhole = feature.kind === 'date' || feature.integer === true;
    return value => {
        if (!Number.isFinite(value))
            return `${value} is not a number`;
        if (isWhole && !Number.isInteger(value))
            return `${value} is not a whole number`;
        return value < least || value > most ? `${value} is outside ${minimum} to ${maximum}` : undefined;
    };
}
function placeCheck(feature) {
    const places = placeNames(feature).length;
    return value => Number.isInteger(value) && value >= 0 && value < places && !Object.is(value, -0)
        ? undefined
        : `${value} is not a place among its ${places} values, from 0`;
}
//# sourceMappingURL=raw-blob.js.map