export function isRawDataset(data) {
    return 'kind' in data;
}
/** What is committed to: the dataset itself, or the raw records. */
export function recordsOf(data) {
    return isRawDataset(data) ? data.records : data;
}
/** Shape of a raw record and the number of classes. */
export function rawShapeOf(schema) {
    return { featureShape: [schema.features.length], classes: schema.label.classes.length };
}
/** Bits of the NaN that stands for a missing value: the quiet one without a payload. */
export const missingBits = 0x7fc00000;
/** The bits of values, in the memory of the values. */
export function bitsOf(values) {
    return new Uint32Array(values.buffer, values.byteOffset, values.length);
}
/** Records that were just read, as raw data. Each NaN becomes the same NaN, since a root is made from the bits. */
export function rawDatasetOf(schema, records) {
    const { features } = records;
    const bits = bitsOf(features);
    for (let i = 0; i < features.length; i++)
        if (Number.isNaN(features[i]))
            bits[i] = missingBits;
    return { kind: 'raw', schema, records };
}
/** The records column by column, as statistics are made from them. */
export function columnsOf({ schema, records }) {
    const { features, examples, labels } = records;
    const width = schema.features.length;
    const values = schema.features.map((_, column) => Float64Array.from({ length: examples }, (_, record) => features[record * width + column]));
    return { records: examples, values, labels };
}
//# sourceMappingURL=raw-dataset.js.map