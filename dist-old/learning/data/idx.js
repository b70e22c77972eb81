/** Image and label files in a folder, as MNIST has them, plain or gzipped. */
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { constants, gunzip, gunzipSync } from 'node:zlib';
import { DataError } from '../errors.js';
import { allocateDataset, featureSizeOf } from './dataset.js';
import { idxHeaderBytes, parseIdx, parseIdxHeader } from './idx-format.js';
import { featureShapeOf } from './schema.js';
const imagesName = /images[-.]idx[34]-ubyte(\.gz)?$/;
const labelsName = /labels[-.]idx1-ubyte(\.gz)?$/;
const maximumFileBytes = 2 ** 32;
/** Whether a file's name is one of an IDX pair. */
export function isIdx(name) {
    return imagesName.test(name) || labelsName.test(name);
}
/**
 * Reads the one pair of `…images-idx3-ubyte` and `…labels-idx1-ubyte` in the folder (idx4 where pixels have three
 * channels). Throws `DataError` naming the file and the fault.
 */
export async function readIdxFolder(folder, schema) {
    const names = await readdir(folder);
    const imagesFile = path.join(folder, onlyOne(folder, names, imagesName, 'images-idx3-ubyte'));
    const labelsFile = path.join(folder, onlyOne(folder, names, labelsName, 'labels-idx1-ubyte'));
    const dimensions = schema.channels === 1 ? 3 : 4;
    const images = await readIdx(imagesFile, dimensions, shape => requireImages(imagesFile, shape, schema));
    const count = images.shape[0];
    const labels = await readIdx(labelsFile, 1, ([found]) => {
        if (found === count)
            return;
        throw new DataError(labelsFile, `it holds ${found} labels for ${count} images in ${path.basename(imagesFile)}: the two are no pair`);
    });
    return imageDataset(images.bytes, labels.bytes, labelsFile, schema);
}
function onlyOne(folder, names, pattern, expected) {
    const [first, ...others] = names.filter(name => pattern.test(name)).sort();
    if (first === undefined) {
        throw new DataError(folder, `no file ends in ${expected} (or ${expected}.gz); put the IDX pair here`);
    }
    if (others.length > 0) {
        throw new DataError(folder, `several files end in ${expected}: ${[first, ...others].join(', ')}; keep one pair`);
    }
    return first;
}
/** Reads one of the pair; `check` sees the extents before anything is unpacked by them. */
async function readIdx(file, dimensions, check) {
    const { size } = await stat(file);
    if (size > maximumFileBytes)
        throw new DataError(file, `it has ${size} bytes; at most ${maximumFileBytes} are read: split it`);
    const content = await readFile(file);
    const isPacked = file.endsWith('.gz');
    const start = isPacked ? unpackStart(content, file) : content;
    const shape = parseIdxHeader(start, dimensions, file);
    check(shape);
    if (!isPacked)
        return parseIdx(content, dimensions, file);
    const expected = shape.reduce((product, extent) => product * extent, 1) + idxHeaderBytes(dimensions);
    return parseIdx(await unpackAll(content, expected, file), dimensions, file);
}
const startBytes = 4096;
/** What the first packed bytes unpack to: at most a thousand times as many. */
function unpackStart(content, file) {
    try {
        return gunzipSync(content.subarray(0, startBytes), { finishFlush: constants.Z_SYNC_FLUSH });
    }
    catch (error) {
        throw notGzip(file, error);
    }
}
async function unpackAll(content, expected, file) {
    try {
        return await promisify(gunzip)(content, { maxOutputLength: Math.min(expected, maximumFileBytes) });
    }
    catch (error) {
        if (error.code !== 'ERR_BUFFER_TOO_LARGE')
            throw notGzip(file, error);
        throw new DataError(file, `the header announces ${expected} bytes in all and it unpacks to more`);
    }
}
function notGzip(file, error) {
    return new DataError(file, `it cannot be unpacked as gzip (${error.message}); copy it again`);
}
function requireImages(file, shape, schema) {
    const [count, height, width, channels = 1] = shape;
    if (count === 0)
        throw new DataError(file, 'it holds no images');
    if (height !== schema.height || width !== schema.width || channels !== schema.channels) {
        throw new DataError(file, `its images are ${height} × ${width} × ${channels}; the data schema asks for ` +
            `${schema.height} × ${schema.width} × ${schema.channels}`);
    }
}
/** Bytes 0-255 as values 0-1, labels checked against the classes; `labelsFile` names their source in errors. */
export function imageDataset(pixels, labels, labelsFile, schema) {
    const shape = featureShapeOf(schema);
    const classes = schema.label.classes.length;
    const dataset = allocateDataset(labels.length, shape, classes);
    const scaled = Float32Array.from({ length: 256 }, (_, byte) => byte / 255);
    const values = labels.length * featureSizeOf(shape);
    for (let i = 0; i < values; i++)
        dataset.features[i] = scaled[pixels[i]];
    const unknown = labels.findIndex(label => label >= classes);
    if (unknown >= 0) {
        throw new DataError(labelsFile, `label ${unknown + 1} is class ${labels[unknown]}; the data schema has ${classes} classes, 0 to ${classes - 1}`);
    }
    dataset.labels.set(labels);
    return dataset;
}
//# sourceMappingURL=idx.js.map