/** What `--data` may name, and which reader takes it. */
import { readdir, stat } from 'node:fs/promises';
import { DataError } from '../errors.js';
import { openExampleBuilder } from './example-builder.js';
import { throwFault } from './faults.js';
import { effectiveFormat } from './file-format.js';
import { isIdx, readIdxFolder } from './idx.js';
import { isNpy, readImageNpyFolder, readImageNpz } from './images/image-arrays.js';
import { readPictureFolder } from './images/picture-folder.js';
import { loadRawTable, loadTable } from './load-table.js';
import { openTable } from './open-table.js';
import { inspectArrays, inspectPictures, inspectTable } from './report/inspect.js';
import { dataShapeOf, isFederated } from './schema.js';
/**
 * Reads what `file` names: a table in CSV, Parquet or NPZ; images as an IDX pair, as NumPy arrays or as PNG and JPEG
 * files. `site`: what this holder's files have of their own. Throws `DataError` at the first fault.
 */
export async function readDataset(file, schema, site) {
    const found = await findData(file, schema, site);
    if (found.kind === 'table' && schema.kind === 'table')
        return loadTable(found.source, schema, site);
    if (found.kind === 'arrays')
        return found.read();
    return loadPictures(file, schema, site);
}
/** Reads the raw records of a table. Throws `DataError` at the first fault. */
export async function readRawDataset(file, schema, site) {
    const { source } = openTable(file, effectiveFormat(schema, site));
    return loadRawTable(source, schema, site);
}
/** Reads what a bounty with this schema begins with: raw records while its statistics are to be made, else the dataset. */
export async function readHolderData(file, schema, site) {
    return isFederated(schema) ? readRawDataset(file, schema, site) : readDataset(file, schema, site);
}
/**
 * Reads all of it, collecting faults instead of ending at the first. What `readHolderData` gives is there when the report
 * `fits`. Throws `DataError` only where there is nothing to begin on.
 */
export async function inspectDataset(file, schema, site) {
    const found = await findData(file, schema, site);
    if (found.kind === 'table' && schema.kind === 'table')
        return inspectTable(found.source, found.format, schema, site);
    if (found.kind === 'arrays')
        return inspectArrays(file, found.format, schema, found.read);
    return inspectPictures(file, schema, site);
}
async function loadPictures(folder, schema, site) {
    const { featureShape, classes } = dataShapeOf(schema);
    const examples = openExampleBuilder(folder, featureShape, classes);
    await readPictureFolder({ folder, schema, site, onFault: throwFault, examples, onPicture: () => { } });
    if (examples.count() === 0)
        throw new DataError(folder, 'it holds no pictures');
    return examples.dataset();
}
async function findData(file, schema, site) {
    const found = await stat(file).catch((error) => {
        throw new DataError(file, `it cannot be read (${error.message}); name a table in a file, or a folder of images`);
    });
    if (schema.kind === 'table') {
        return { kind: 'table', ...openTable(file, effectiveFormat(schema, site)) };
    }
    if (found.isDirectory())
        return imagesIn(file, schema, await readdir(file));
    if (/\.npz$/i.test(file))
        return { kind: 'arrays', format: 'npz', read: () => readImageNpz(file, schema) };
    throw new DataError(file, 'the data schema asks for images; name a folder with an IDX pair, NumPy arrays or pictures, or an .npz file');
}
function imagesIn(folder, schema, names) {
    if (names.some(isIdx))
        return { kind: 'arrays', format: 'idx', read: () => readIdxFolder(folder, schema) };
    if (names.some(isNpy))
        return { kind: 'arrays', format: 'npy', read: () => readImageNpyFolder(folder, schema) };
    return { kind: 'pictures' };
}
//# sourceMappingURL=read-dataset.js.map