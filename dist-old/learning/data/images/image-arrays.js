/** Pictures as NumPy arrays: `images` of n × height × width (× channels), and `labels`, one a picture. */
import { open, readdir } from 'node:fs/promises';
import path from 'node:path';
import { DataError } from '../../errors.js';
import { cellReaderOf, lengthOf, numberReaderOf, readNpy, } from '../arrays/npy-format.js';
import { withNpz } from '../arrays/npz.js';
import { allocateDataset } from '../dataset.js';
import { featureShapeOf } from '../schema.js';
import { listed, shown } from '../table/cell.js';
/** Reads pictures from an NPZ archive that holds one pair of arrays, such as `images` and `labels`. Throws `DataError`. */
export async function readImageNpz(file, schema) {
    return withNpz(file, ({ names, read }) => readPair(file, names, read, schema));
}
/** The same from a folder with `images.npy` and `labels.npy`. */
export async function readImageNpyFolder(folder, schema) {
    const names = (await readdir(folder)).filter(isNpy).map(name => name.slice(0, -4));
    const read = (name, check) => readNpyFile(path.join(folder, `${name}.npy`), check);
    return readPair(folder, names.sort(), read, schema);
}
/** Whether a file's name is one of a NumPy array. */
export function isNpy(name) {
    return name.endsWith('.npy');
}
async function readNpyFile(file, check) {
    const handle = await open(file);
    try {
        const { size } = await handle.stat();
        return await readNpy(handle.createReadStream(), size, { file }, check);
    }
    finally {
        await handle.close();
    }
}
async function readPair(file, names, read, schema) {
    const images = onlyImages(file, names);
    const labels = images.replace(/images$/, 'labels');
    if (!names.includes(labels))
        throw new DataError(file, `it has "${images}" and no "${labels}"; save one class a picture under that name`);
    const pixels = await read(images, header => requirePictures(file, images, header, schema));
    const classes = await read(labels, header => requireLabels(file, labels, header, pixels.shape[0]));
    return pictureDataset(file, { images, labels }, pixels, classes, schema);
}
function onlyImages(file, names) {
    const [first, ...others] = names.filter(name => /(^|_)images$/.test(name));
    if (first === undefined) {
        throw new DataError(file, `no array is called "images"; it has ${listed(names)}. Save numpy.savez(file, images=…, labels=…)`);
    }
    if (others.length > 0)
        throw new DataError(file, `several arrays are pictures: ${listed([first, ...others])}; keep one pair`);
    return first;
}
function requirePictures(file, name, header, schema) {
    const refuse = (fault) => new DataError(file, fault, { member: `${name}.npy` });
    const { shape, type, itemBytes } = header;
    const [count, height, width, channels = 1] = shape;
    const wanted = featureShapeOf(schema);
    const isRight = (shape.length === 3 || shape.length === 4) &&
        [height, width, channels].every((extent, i) => extent === wanted[i]);
    if (!isRight) {
        const [, first, second, third] = shape;
        const isChannelsFirst = first === schema.channels && second === schema.height && third === schema.width;
        const fix = isChannelsFirst ? '; its channels come first: save transpose(0, 2, 3, 1) of it' : '';
        throw refuse(`its shape is (${shape.join(', ')}); the data schema asks for (n, ${wanted.join(', ')})${fix}`);
    }
    if (count === 0)
        throw refuse('it holds no images');
    if (type !== 'f' && !(type === 'u' && itemBytes <= 2))
        throw refuse(`its values are of type ${type}${itemBytes}; save uint8, uint16, or floats from 0 to 1`);
}
function requireLabels(file, name, { shape, type }, count) {
    const refuse = (fault) => new DataError(file, fault, { member: `${name}.npy` });
    const isList = shape.length === 1 || (shape.length === 2 && shape[1] === 1);
    if (!isList)
        throw refuse(`its shape is (${shape.join(', ')}); save one class a picture`);
    if (shape[0] !== count)
        throw refuse(`it has ${shape[0]} classes for ${count} pictures: the two are no pair`);
    if (type === 'f')
        throw refuse('its values are floats; save whole numbers from 0, or the names of the classes');
}
function pictureDataset(file, names, images, labels, schema) {
    const { classes } = schema.label;
    const dataset = allocateDataset(images.shape[0], featureShapeOf(schema), classes.length);
    const value = numberReaderOf(images);
    const largest = images.type === 'f' ? 1 : 2 ** (8 * images.itemBytes) - 1;
    for (let i = 0; i < lengthOf(images); i++) {
        const scaled = value(i) / largest;
        if (!(scaled >= 0 && scaled <= 1))
            throw new DataError(file, `value ${i} is ${value(i)}; save uint8, uint16, or floats from 0 to 1`, {
                member: `${names.images}.npy`,
            });
        dataset.features[i] = scaled;
    }
    const numbers = new Map(classes.map((name, number) => [name, number]));
    const cell = cellReaderOf(labels);
    for (let i = 0; i < dataset.examples; i++) {
        const found = cell(i);
        const label = typeof found === 'number' ? found : (numbers.get(found) ?? -1);
        if (label < 0 || label >= classes.length) {
            const known = `${listed(classes)}, or their numbers from 0`;
            throw new DataError(file, `${shown(found)} is not a class; the classes are ${known}`, {
                member: `${names.labels}.npy`,
                row: i + 1,
            });
        }
        dataset.labels[i] = label;
    }
    return dataset;
}
//# sourceMappingURL=image-arrays.js.map