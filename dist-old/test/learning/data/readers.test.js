import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import test from 'ava';
import { DataError, loadMnist, mnistSchema, parseDataSchema, readDataset, selectExamples, writeIdxFolder, } from '../../../learning/index.js';
const folder = await mkdtemp(path.join(tmpdir(), 'parley-readers-'));
test.after.always(() => rm(folder, { recursive: true }));
let files = 0;
async function csv(content) {
    files += 1;
    const file = path.join(folder, `table-${files}.csv`);
    await writeFile(file, content);
    return file;
}
const table = parseDataSchema({
    kind: 'table',
    features: [
        { name: 'age', kind: 'number', mean: 50, deviation: 4 },
        { name: 'ward', kind: 'category', values: ['north', 'south', 'east'] },
        { name: 'dose', kind: 'number' },
    ],
    label: { name: 'outcome', classes: ['healthy', 'ill'] },
}, 'schema');
test('a table is read by its header: numbers standardised, categories one-hot, other columns left alone', async (t) => {
    const file = await csv('\uFEFFdose,note,ward,outcome,age\r\n1.5,"a, b",east,ill,58\r\n\r\n-2e-1,,north,healthy,48\r\n');
    const dataset = await readDataset(file, table);
    t.deepEqual([...dataset.features], [2, 0, 0, 1, 1.5, -0.5, 1, 0, 0, Math.fround(-0.2)]);
    t.deepEqual([...dataset.labels], [1, 0]);
    t.deepEqual([dataset.examples, dataset.featureShape, dataset.classes], [2, [5], 2]);
});
test('a table of a thousand lines keeps every line', async (t) => {
    const lines = Array.from({ length: 1000 }, (_, i) => `${i},north,${i / 2},${i % 2 ? 'ill' : 'healthy'}`);
    const dataset = await readDataset(await csv(`age,ward,dose,outcome\n${lines.join('\n')}`), table);
    t.is(dataset.examples, 1000);
    t.is(dataset.features[5 * 999], (999 - 50) / 4);
    t.is(dataset.features[5 * 700 + 4], 350);
    t.is(dataset.labels[999], 1);
});
const header = 'age,ward,dose,outcome';
const faults = [
    [
        'without a wanted column',
        'age,ward,outcome\n58,east,ill',
        ', line 1, column "dose": the column is missing; the header has age, ward, outcome. Add it, or correct the name',
    ],
    [
        'with a wanted column twice',
        `${header},age\n`,
        ', line 1, column "age": the header names it twice; rename or remove one',
    ],
    [
        'with a word for a number',
        `${header}\n58,east,1,ill\n\nold,east,1,ill`,
        ', line 4, column "age": "old" is not a number; write one such as 3.5, or remove the line',
    ],
    [
        'with an empty number',
        `${header}\n58,east,,ill`,
        ', line 2, column "dose": the field is empty; write one such as 3.5, or remove the line',
    ],
    [
        'with a hexadecimal number',
        `${header}\n0x10,east,1,ill`,
        ', line 2, column "age": "0x10" is not a number; write one such as 3.5, or remove the line',
    ],
    [
        'with a number past single precision',
        `${header}\n58,east,1e39,ill`,
        ', line 2, column "dose": "1e39" is not a number; write one such as 3.5, or remove the line',
    ],
    [
        'with an unknown category',
        `${header}\n58,west,1,ill`,
        ', line 2, column "ward": "west" is not among its values: north, south, east',
    ],
    [
        'with an unknown class',
        `${header}\n58,east,1,ill\n58,east,1,dead`,
        ', line 3, column "outcome": "dead" is not a class; the classes are healthy, ill',
    ],
    [
        'with a short line',
        `${header}\n58,east,1`,
        ', line 2: it has 3 fields and the header 4; check the separators and quotes',
    ],
    ['with a header alone', header, ': it holds no examples: a header line, then one a line'],
    ['with nothing', '', ': it holds no examples: a header line, then one a line'],
];
for (const [what, content, message] of faults) {
    test(`a table ${what} is refused, naming the place and the fix`, async (t) => {
        const file = await csv(content);
        await t.throwsAsync(readDataset(file, table), { instanceOf: DataError, message: file + message });
    });
}
test('a table with an open quote is refused', async (t) => {
    const file = await csv(`${header}\n58,"east,1,ill\n`);
    const error = await t.throwsAsync(readDataset(file, table), { instanceOf: DataError });
    t.regex(error.message, /it is not CSV: .*check quotes and separators/);
});
test('a fault carries its place as fields too', async (t) => {
    const file = await csv(`${header}\n58,east,x,ill`);
    const error = await t.throwsAsync(readDataset(file, table), { instanceOf: DataError });
    t.deepEqual([error.file, error.line, error.column], [file, 2, 'dose']);
});
const image = {
    kind: 'image',
    height: 2,
    width: 3,
    channels: 1,
    scale: '0-1',
    label: { name: 'kind', classes: ['a', 'b', 'c'] },
};
const idx = (shape, bytes) => Uint8Array.of(0, 0, 8, shape.length, ...shape.flatMap(extent => [0, 0, extent >> 8, extent & 255]), ...bytes);
const pixels = [0, 51, 102, 153, 204, 255, 1, 2, 3, 4, 5, 6];
const images = idx([2, 2, 3], pixels);
const labels = idx([2], [2, 0]);
async function pair(content) {
    const made = await mkdtemp(path.join(folder, 'idx-'));
    for (const [name, bytes] of Object.entries(content))
        await writeFile(path.join(made, name), bytes);
    return made;
}
test('an IDX pair is read with pixels scaled to 0-1, plain or gzipped', async (t) => {
    const plain = await pair({ 'train-images-idx3-ubyte': images, 'train-labels-idx1-ubyte': labels });
    const packed = await pair({
        'images-idx3-ubyte.gz': gzipSync(images),
        'labels-idx1-ubyte.gz': gzipSync(labels),
    });
    const dataset = await readDataset(plain, image);
    t.deepEqual([...dataset.features], pixels.map(pixel => Math.fround(pixel / 255)));
    t.deepEqual([...dataset.labels], [2, 0]);
    t.deepEqual(dataset.featureShape, [2, 3, 1]);
    t.deepEqual(await readDataset(packed, image), dataset);
});
const images3 = 'images-idx3-ubyte';
const labels1 = 'labels-idx1-ubyte';
const idxFaults = [
    [
        'without images',
        { [labels1]: labels },
        ': no file ends in images-idx3-ubyte (or images-idx3-ubyte.gz); put the IDX pair here',
    ],
    [
        'with two image files',
        { [images3]: images, [`t10k-${images3}`]: images, [labels1]: labels },
        ': several files end in images-idx3-ubyte: images-idx3-ubyte, t10k-images-idx3-ubyte; keep one pair',
    ],
    [
        'with labels where images should be',
        { [images3]: idx([20], Array(20).fill(0)), [labels1]: labels },
        `/${images3}: it starts with 0x00000801; an IDX file of bytes in 3 dimensions starts with 0x00000803`,
    ],
    [
        'cut short',
        { [images3]: images.subarray(0, -1), [labels1]: labels },
        `/${images3}: the header announces 2 × 2 × 3 = 12 bytes and 11 follow: the file is cut short; copy it again`,
    ],
    [
        'too long',
        { [images3]: images, [labels1]: Uint8Array.of(...labels, 0) },
        `/${labels1}: the header announces 2 = 2 bytes and 3 follow: the file is too long`,
    ],
    [
        'with half a header',
        { [images3]: images.subarray(0, 10), [labels1]: labels },
        `/${images3}: it has 10 bytes, fewer than the 16 of an IDX header`,
    ],
    [
        'whose files are no pair',
        { [images3]: images, [labels1]: idx([3], [0, 1, 2]) },
        `/${labels1}: it holds 3 labels for 2 images in images-idx3-ubyte: the two are no pair`,
    ],
    [
        'of another size',
        { [images3]: idx([2, 3, 2], pixels), [labels1]: labels },
        `/${images3}: its images are 3 × 2 × 1; the data schema asks for 2 × 3 × 1`,
    ],
    [
        'with a class too many',
        { [images3]: images, [labels1]: idx([2], [0, 3]) },
        `/${labels1}: label 2 is class 3; the data schema has 3 classes, 0 to 2`,
    ],
    [
        'without one image',
        { [images3]: idx([0, 2, 3], []), [labels1]: idx([0], []) },
        `/${images3}: it holds no images`,
    ],
];
for (const [what, content, message] of idxFaults) {
    test(`an IDX folder ${what} is refused, naming the file and the fix`, async (t) => {
        const made = await pair(content);
        await t.throwsAsync(readDataset(made, image), { instanceOf: DataError, message: made + message });
    });
}
test('a damaged gzip file is refused', async (t) => {
    const made = await pair({ [`${images3}.gz`]: Uint8Array.of(1, 2, 3), [labels1]: labels });
    await t.throwsAsync(readDataset(made, image), {
        message: /images-idx3-ubyte\.gz: it cannot be unpacked as gzip/,
    });
});
test('a path of the wrong kind is refused with what to name instead', async (t) => {
    const nowhere = path.join(folder, 'nowhere.csv');
    await t.throwsAsync(readDataset(nowhere, table), {
        instanceOf: DataError,
        message: /nowhere\.csv: it cannot be read \(ENOENT.*name a table in a file, or a folder of images$/,
    });
    await t.throwsAsync(readDataset(folder, table), {
        message: /asks for a table; name a file that ends in \.csv/,
    });
    await t.throwsAsync(readDataset(await csv('a'), image), { message: /asks for images; name a folder/ });
});
test('the real digits are 70,000, and a shard of them survives being written and read', async (t) => {
    const [train, held] = await Promise.all([loadMnist('train'), loadMnist('test')]);
    t.deepEqual([train.examples, held.examples], [60_000, 10_000]);
    t.deepEqual([...train.labels.subarray(0, 8)], [5, 0, 4, 1, 9, 2, 1, 3]);
    const shard = selectExamples(train, [59_999, 0, 17]);
    const made = path.join(folder, 'shard');
    await writeIdxFolder(made, shard);
    t.deepEqual(await readDataset(made, mnistSchema), shard);
    t.is(shard.labels[1], 5);
});
const schemaFaults = [
    [
        'of an unknown kind',
        { kind: 'audio' },
        /^bounty\.yaml: the data schema's kind is "audio"; use "image" or "table"$/,
    ],
    [
        'with a class twice',
        { ...image, label: { name: 'k', classes: ['a', 'a'] } },
        /label\.classes: names one value twice/,
    ],
    ['with two channels', { ...image, channels: 2 }, /channels: /],
    [
        'whose label is also a feature',
        { ...table, label: { name: 'age', classes: ['a', 'b'] } },
        /features: names one column twice/,
    ],
    [
        'with a deviation of zero',
        { ...table, features: [{ name: 'age', kind: 'number', deviation: 0 }] },
        /features\[0\]\.deviation: /,
    ],
];
for (const [what, value, message] of schemaFaults) {
    test(`a data schema ${what} is refused`, t => {
        t.throws(() => parseDataSchema(value, 'bounty.yaml'), { instanceOf: DataError, message });
    });
}
//# sourceMappingURL=readers.test.js.map