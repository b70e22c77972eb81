/**
 * The records as a safetensors file: `features`, F32 [examples, …feature shape], and `labels`, I32, or for a regression
 * `targets`, F32. Parley writes it from what it read under the data schema, so that a trainer trains on exactly the records
 * that the holder committed to, scaled and numbered as every other holder's, and needs no reader of its own.
 */
import { targetSizeOf, targetsOf } from '../../data/dataset.js';
/** Pieces of the file, in order; the records are not copied. */
export function examplesFile(dataset) {
    const { features, examples, featureShape } = dataset;
    const [featureBytes, targetBytes] = [bytesOf(features), bytesOf(targetsOf(dataset))];
    const header = {
        __metadata__: { format: 'parley-examples/v1', ...notesOf(dataset) },
        features: { dtype: 'F32', shape: [examples, ...featureShape], data_offsets: [0, featureBytes.length] },
        [dataset.task === 'regression' ? 'targets' : 'labels']: {
            dtype: dataset.task === 'regression' ? 'F32' : 'I32',
            shape: [examples, ...targetShapeOf(dataset)],
            data_offsets: [featureBytes.length, featureBytes.length + targetBytes.length],
        },
    };
    return [headerOf(header), featureBytes, targetBytes];
}
function notesOf(dataset) {
    const { task = 'classification' } = dataset;
    return dataset.task === 'regression'
        ? { task, outputs: `${dataset.outputs}` }
        : { task, classes: `${dataset.classes}` };
}
/** Shape of the targets of one example. */
function targetShapeOf(dataset) {
    switch (dataset.task) {
        case 'segmentation':
            return dataset.featureShape.slice(0, -1);
        case 'multi-label':
        case 'regression':
            return [targetSizeOf(dataset)];
        default:
            return [];
    }
}
/** u64le length, then the JSON, padded with spaces so that the values begin at a multiple of eight. */
function headerOf(header) {
    const text = Buffer.from(JSON.stringify(header));
    const padded = Math.ceil(text.length / 8) * 8;
    const bytes = Buffer.alloc(8 + padded, ' ');
    bytes.writeBigUInt64LE(BigInt(padded));
    text.copy(bytes, 8);
    return bytes;
}
function bytesOf(values) {
    return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
//# sourceMappingURL=examples-file.js.map