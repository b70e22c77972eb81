import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { formatIdx } from './idx-format.js';
/**
 * Writes a dataset of images (values 0-1) as an IDX pair into the folder, making it; `readIdxFolder` reads it back.
 * Values are rounded to 256 levels, which is exact for images that came from bytes.
 */
export async function writeIdxFolder(folder, dataset) {
    const [height, width, channels] = dataset.featureShape;
    if (height === undefined || width === undefined || channels === undefined) {
        throw new RangeError(`an image has height, width and channels, not shape [${dataset.featureShape}]`);
    }
    if (dataset.classes > 256)
        throw new RangeError(`IDX labels are bytes; ${dataset.classes} classes do not fit`);
    const extents = channels === 1 ? [height, width] : [height, width, channels];
    const pixels = new Uint8Array(dataset.features.length);
    for (let i = 0; i < pixels.length; i++)
        pixels[i] = Math.round(dataset.features[i] * 255);
    const images = formatIdx({ shape: [dataset.examples, ...extents], bytes: pixels });
    const labels = formatIdx({ shape: [dataset.examples], bytes: Uint8Array.from(dataset.labels) });
    await mkdir(folder, { recursive: true });
    await writeFile(path.join(folder, channels === 1 ? 'images-idx3-ubyte' : 'images-idx4-ubyte'), images);
    await writeFile(path.join(folder, 'labels-idx1-ubyte'), labels);
}
//# sourceMappingURL=write-idx.js.map