/**
 * A folder of pictures: one folder a class inside it, or an `index.csv` that names a file and its class a line. Pictures
 * are taken in the order of their names, so that two readings give the same examples.
 */
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { DataError } from '../../errors.js';
import { effectiveFormat, named } from '../file-format.js';
import { listed, shown } from '../table/cell.js';
import { csvSource } from '../table/csv-source.js';
import { spelling } from '../table/feature-reader.js';
const indexName = 'index.csv';
/** Pictures decoded at a time. */
const together = 8;
/** Reads all pictures. Faults go to the handler, which may throw. */
export async function readPictureFolder(reading) {
    const hasIndex = existsSync(path.join(reading.folder, indexName));
    const pictures = hasIndex ? await indexedPictures(reading) : await sortedPictures(reading);
    const decoder = await loadDecoder(reading.folder);
    for (let start = 0; start < pictures.length; start += together)
        await readRun(reading, decoder, pictures.slice(start, start + together));
}
/** The decoders are native code, which only those who have pictures need to load. */
async function loadDecoder(folder) {
    return import('./picture.js').catch((error) => {
        const [reason] = error.message.split('\n');
        throw new DataError(folder, `pictures cannot be decoded on this machine (${reason}); save them as NumPy arrays`);
    });
}
async function readRun({ schema, examples, onFault, onPicture }, { readPicture }, run) {
    const decoded = await Promise.all(run.map(({ file }) => readPicture(file, schema)));
    for (const [i, found] of decoded.entries()) {
        const { file, label } = run[i];
        const isExample = found instanceof Float32Array;
        if (isExample)
            examples.next(label).set(found);
        onPicture(file, label, isExample);
        if (!isExample)
            onFault({ ...found, file, place: {} });
    }
}
/** The number of a class by what this site calls it. */
function classFinder({ schema, site }) {
    const { name, classes } = schema.label;
    const own = new Map(Object.entries(named(site?.values, name) ?? {}));
    return (written) => classes.indexOf(own.get(written) ?? written);
}
function unknownClass(written, { label }) {
    return `${shown(written)} is not a class; the classes are ${listed(label.classes)}${spelling(written, label.classes)}`;
}
/** Pictures in one folder a class. */
async function sortedPictures(reading) {
    const { folder, schema, onFault } = reading;
    const classOf = classFinder(reading);
    const pictures = [];
    for (const entry of await listing(folder)) {
        const inside = path.join(folder, entry.name);
        const refuse = (found, fix) => onFault({ kind: 'unknown-class', file: inside, place: {}, found, fix });
        if (!entry.isDirectory()) {
            refuse('it lies in no folder of a class', `move it into one, or write an ${indexName}`);
            continue;
        }
        const label = classOf(entry.name);
        if (label < 0)
            refuse(unknownClass(entry.name, schema), '');
        else
            pictures.push(...(await picturesIn(inside, label, onFault)));
    }
    return pictures;
}
async function picturesIn(folder, label, onFault) {
    const entries = await listing(folder);
    for (const entry of entries.filter(entry => !entry.isFile())) {
        const file = path.join(folder, entry.name);
        onFault({ kind: 'unreadable', file, place: {}, found: 'it is not a file', fix: 'move its pictures up' });
    }
    return entries.filter(entry => entry.isFile()).map(({ name }) => ({ file: path.join(folder, name), label }));
}
/** What is in a folder, by name; what systems leave behind is passed over. */
async function listing(folder) {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
        .filter(({ name }) => !name.startsWith('.') && name !== 'Thumbs.db' && name !== 'desktop.ini')
        .sort((left, right) => (left.name < right.name ? -1 : 1));
}
/** Pictures that an index names: a column "file", and one with the label's name. */
async function indexedPictures(reading) {
    const { folder, schema, site } = reading;
    const file = path.join(folder, indexName);
    const source = csvSource(file, effectiveFormat({}, site));
    const columns = ['file', named(site?.columns, schema.label.name) ?? schema.label.name];
    let places = [];
    const classOf = classFinder(reading);
    const pictures = [];
    const find = (header) => {
        places = columns.map(column => header.indexOf(column));
        for (const [i, place] of places.entries())
            if (place < 0)
                refuseColumn(reading, file, columns[i], header);
        return new Set(places);
    };
    for await (const part of source.open(find)) {
        if (part.kind === 'header' || places.includes(-1))
            continue;
        for (let i = 0; i < part.count; i++) {
            const [name, written] = places.map(place => String(part.row(i)[place] ?? ''));
            const picture = indexed(reading, classOf, file, part.placeOf(i), name, written);
            if (picture !== undefined)
                pictures.push(picture);
        }
    }
    return pictures;
}
function refuseColumn(reading, file, column, header) {
    const found = `the column is missing; the header has ${listed(header)}. Add it, or correct the name`;
    reading.onFault({ kind: 'missing-column', file, place: { line: 1, column }, found, fix: '' });
}
function indexed(reading, classOf, index, line, name, written) {
    const { folder, schema, onFault } = reading;
    const file = path.join(folder, name);
    const isInside = name !== '' && !path.isAbsolute(name) && !path.relative(folder, file).startsWith('..');
    if (!isInside || !existsSync(file)) {
        const found = `${shown(name)} is not a file in this folder`;
        onFault({
            kind: 'unreadable',
            file: index,
            place: { line, column: 'file' },
            found,
            fix: 'correct the name',
        });
        return undefined;
    }
    const label = classOf(written);
    if (label >= 0)
        return { file, label };
    const place = { line, column: schema.label.name };
    onFault({ kind: 'unknown-class', file: index, place, found: unknownClass(written, schema), fix: '' });
    return undefined;
}
//# sourceMappingURL=picture-folder.js.map