/**
 * A dataset as one file, the same bytes for the same examples everywhere, so that a hash names it: how a buyer hands
 * the held-out test set to the coordinator.
 *
 * All integers are little-endian. A classification: "parley-dataset/1" (16 bytes) | u8 encoding | u8 dimensions |
 * u16 zero | u32 classes | u32 examples | u32 extents… | u16 labels… | values. Other tasks: "parley-dataset/2", and for
 * the u16 zero a u8 task (1 multi-label, 2 segmentation, 3 regression) and a u8 zero; classes are the regression's
 * outputs. Targets are then u8 0 or 1 for each label, u16 class numbers for each position, or f32 numbers.
 *
 * Encoding 1 keeps a value x as the byte 255x, used when that is exact for every value (images read from bytes);
 * encoding 0 keeps 32-bit floats. The reader refuses anything else, the longer encoding of the same values included.
 * Raw records of a table have a form of their own, "parley-dataset/3": `raw-blob.ts`.
 */
import { utf8 } from '../../aggregation/crypto/index.js';
import { DataError } from '../errors.js';
import { modelLimits, outputsOfData, taskOfData } from '../models/index.js';
import { allocateFor, featureSizeOf, targetSizeOf, targetsOf } from './dataset.js';
const magics = { plain: utf8('parley-dataset/1'), tasked: utf8('parley-dataset/2') };
const fixedBytes = magics.plain.length + 12;
/** Largest file of a dataset in any form. */
export const maximumBlobBytes = 2 ** 31;
const encodings = { floats: 0, bytes: 1 };
/** Task numbers are places in this list; 0, the classification, has the first form of the file. */
const taskNumbers = ['classification', 'multi-label', 'segmentation', 'regression'];
const targetBytes = { classification: 2, 'multi-label': 1, segmentation: 2, regression: 4 };
/** The file of a dataset. */
export function encodeDatasetBlob(dataset) {
    const { features, featureShape, examples } = dataset;
    const task = taskOfData(dataset);
    const encoding = encodingOf(features);
    const blob = new Uint8Array(sizeOf({ encoding, shape: dataset, examples }));
    const view = new DataView(blob.buffer);
    blob.set(task === 'classification' ? magics.plain : magics.tasked);
    view.setUint8(16, encoding);
    view.setUint8(17, featureShape.length);
    view.setUint8(18, taskNumbers.indexOf(task));
    view.setUint32(20, outputsOfData(dataset), true);
    view.setUint32(24, examples, true);
    for (const [i, extent] of featureShape.entries())
        view.setUint32(fixedBytes + 4 * i, extent, true);
    const targetsAt = fixedBytes + 4 * featureShape.length;
    writeTargets(view, targetsAt, targetsOf(dataset), task);
    writeValues(view, targetsAt + targetBytes[task] * targetsOf(dataset).length, features, encoding);
    return blob;
}
function writeTargets(view, at, targets, task) {
    const bytes = targetBytes[task];
    for (let i = 0; i < targets.length; i++) {
        if (bytes === 1)
            view.setUint8(at + i, targets[i]);
        else if (bytes === 2)
            view.setUint16(at + 2 * i, targets[i], true);
        else
            view.setFloat32(at + 4 * i, targets[i], true);
    }
}
function writeValues(view, at, features, encoding) {
    if (encoding === encodings.bytes) {
        for (let i = 0; i < features.length; i++)
            view.setUint8(at + i, byteOf(features[i]));
    }
    else {
        for (let i = 0; i < features.length; i++)
            view.setFloat32(at + 4 * i, features[i], true);
    }
}
/** Reads the file of a dataset; throws `DataError` saying what is wrong with it. `file` names its source in errors. */
export function decodeDatasetBlob(bytes, file = 'the dataset file') {
    const { encoding, shape, examples } = readHeader(bytes, file);
    const dataset = allocateFor(shape, examples);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const targetsAt = fixedBytes + 4 * shape.featureShape.length;
    readTargets(view, targetsAt, dataset, file);
    const valuesAt = targetsAt + targetBytes[taskOfData(shape)] * targetsOf(dataset).length;
    if (encoding === encodings.bytes)
        readBytes(bytes, valuesAt, dataset.features);
    else
        readFloats(view, valuesAt, dataset.features, file);
    return dataset;
}
function readHeader(bytes, file) {
    const refuse = (fault) => {
        throw new DataError(file, `it is not a dataset file: ${fault}`);
    };
    const begins = (magic) => magic.every((byte, i) => bytes[i] === byte);
    const isPlain = begins(magics.plain);
    if (bytes.length < fixedBytes || !(isPlain || begins(magics.tasked)))
        refuse('it does not start with "parley-dataset/1" or "parley-dataset/2"');
    if (bytes.length > maximumBlobBytes)
        refuse(`it has ${bytes.length} bytes; the limit is ${maximumBlobBytes}`);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const [encoding, dimensions, taskNumber] = [view.getUint8(16), view.getUint8(17), view.getUint8(18)];
    if (encoding !== encodings.bytes && encoding !== encodings.floats)
        refuse(`encoding ${encoding} is unknown`);
    if (view.getUint8(19) !== 0 || (isPlain && taskNumber !== 0))
        refuse('bytes 18 and 19 are not zero');
    const task = taskNumbers[taskNumber];
    if (task === undefined || (!isPlain && taskNumber === 0))
        refuse(`task ${taskNumber} is unknown`);
    if (dimensions < 1 || dimensions > modelLimits.inputDimensions)
        refuse(`it claims ${dimensions} dimensions; 1 to ${modelLimits.inputDimensions} are possible`);
    if (bytes.length < fixedBytes + 4 * dimensions)
        refuse('it ends within the header');
    const outputs = view.getUint32(20, true);
    const examples = view.getUint32(24, true);
    const featureShape = Array.from({ length: dimensions }, (_, i) => view.getUint32(fixedBytes + 4 * i, true));
    const shape = shapeOf(task, outputs, featureShape);
    const fault = faultOf(shape, outputs, examples);
    if (fault !== undefined)
        refuse(fault);
    const header = { encoding: encoding, shape, examples };
    const expected = sizeOf(header);
    if (bytes.length !== expected)
        refuse(`its header announces ${expected} bytes and it has ${bytes.length}: copy it again`);
    return header;
}
function shapeOf(task, outputs, featureShape) {
    if (task === 'regression')
        return { task, featureShape, outputs };
    return task === 'classification'
        ? { featureShape, classes: outputs }
        : { task, featureShape, classes: outputs };
}
function faultOf(shape, outputs, examples) {
    const task = taskOfData(shape);
    const fewest = task === 'classification' || task === 'segmentation' ? 2 : 1;
    if (outputs < fewest || outputs > modelLimits.classes)
        return `it claims ${outputs} ${task === 'regression' ? 'outputs' : 'classes'}`;
    if (examples < 1)
        return 'it holds no examples';
    const size = featureSizeOf(shape.featureShape);
    if (size < 1 || size > modelLimits.inputSize)
        return `it claims examples of ${size} values`;
    if (task === 'segmentation' && shape.featureShape.length < 2)
        return 'it claims positions on one axis alone';
    return undefined;
}
function readTargets(view, at, dataset, file) {
    if (dataset.task === 'regression') {
        readFloatsInto(view, at, dataset.targets, file, 'target');
        return;
    }
    const { labels, classes } = dataset;
    const isYesOrNo = dataset.task === 'multi-label';
    const below = isYesOrNo ? 2 : classes;
    const perExample = targetSizeOf(dataset);
    for (let i = 0; i < labels.length; i++) {
        const label = isYesOrNo ? view.getUint8(at + i) : view.getUint16(at + 2 * i, true);
        if (label >= below) {
            const example = `example ${Math.floor(i / perExample)} has the label ${label}`;
            const allowed = isYesOrNo ? 'a label holds (1) or not (0)' : `there are ${classes} classes, from 0`;
            throw new DataError(file, `${example}; ${allowed}`);
        }
        labels[i] = label;
    }
}
function readBytes(bytes, at, features) {
    const scaled = Float32Array.from({ length: 256 }, (_, byte) => byte / 255);
    for (let i = 0; i < features.length; i++)
        features[i] = scaled[bytes[at + i]];
}
function readFloats(view, at, features, file) {
    readFloatsInto(view, at, features, file, 'value');
    if (encodingOf(features) !== encodings.floats)
        throw new DataError(file, 'its values would fit in bytes and are written as floats: write it again');
}
function readFloatsInto(view, at, values, file, what) {
    for (let i = 0; i < values.length; i++)
        values[i] = view.getFloat32(at + 4 * i, true);
    const broken = values.findIndex(value => !Number.isFinite(value));
    if (broken >= 0)
        throw new DataError(file, `${what} ${broken} is ${values[broken]}, not a number`);
}
function sizeOf({ encoding, shape, examples }) {
    const valueBytes = (encoding === encodings.bytes ? 1 : 4) * featureSizeOf(shape.featureShape);
    const ownTargetBytes = targetBytes[taskOfData(shape)] * targetSizeOf(shape);
    return fixedBytes + 4 * shape.featureShape.length + examples * (ownTargetBytes + valueBytes);
}
function encodingOf(features) {
    const fits = features.every(value => {
        const byte = byteOf(value);
        return byte >= 0 && byte <= 255 && !Object.is(value, -0) && Math.fround(byte / 255) === value;
    });
    return fits ? encodings.bytes : encodings.floats;
}
function byteOf(value) {
    return Math.round(value * 255);
}
//# sourceMappingURL=dataset-blob.js.map