import test from 'ava';
import sharp from 'sharp';
import { decodePicture } from '../../../../learning/data/images/picture.js';
import { DataError, inspectDataset, parseSiteFormat, readDataset } from '../../../../learning/index.js';
import { pngFile } from '../../../support/small-files.js';
import { imageSchema, openTemporaryFiles } from '../temporary-files.js';
const files = await openTemporaryFiles();
const ramp = (length, step) => Array.from({ length }, (_, i) => i * step);
const grey = (samples) => pngFile({ width: 2, height: 1, channels: 1, samples });
const bytesOf = (values) => [...values].map(value => Math.round(255 * value));
test('the samples of a PNG come out as they are stored, grey and coloured', async (t) => {
    const samples = ramp(12, 20);
    t.deepEqual(bytesOf(await decodePicture(pngFile({ width: 4, height: 3, channels: 1, samples }), imageSchema(3, 4, 1))), samples);
    t.deepEqual(bytesOf(await decodePicture(pngFile({ width: 2, height: 2, channels: 3, samples }), imageSchema(2, 2, 3))), samples);
});
test('sixteen bits keep all their levels', async (t) => {
    const png = pngFile({ width: 3, height: 1, channels: 1, bits: 16, samples: [0, 257, 65_535] });
    t.deepEqual([...(await decodePicture(png, imageSchema(1, 3, 1)))], [0, Math.fround(257 / 65_535), 1]);
});
/** A grey JPEG of 16 by 8, its left half white, with an orientation written in as cameras do. */
async function jpeg(orientation) {
    const samples = Uint8Array.from({ length: 16 * 8 }, (_, i) => (i % 16 < 8 ? 255 : 0));
    const raw = { width: 16, height: 8, channels: 1 };
    const plain = await sharp(samples, { raw }).toColourspace('b-w').jpeg({ quality: 100 }).toBuffer();
    const tiff = [
        ...Buffer.from('II*\0'),
        8,
        0,
        0,
        0,
        1,
        0,
        0x12,
        1,
        3,
        0,
        1,
        0,
        0,
        0,
        orientation,
        0,
        0,
        0,
        0,
        0,
        0,
        0,
    ];
    const segment = [...Buffer.from('Exif\0\0'), ...tiff];
    const exif = Buffer.from([0xff, 0xe1, 0, segment.length + 2, ...segment]);
    return Buffer.concat([plain.subarray(0, 2), exif, plain.subarray(2)]);
}
test('a JPEG is turned as its EXIF says before its size is judged', async (t) => {
    const upright = (await decodePicture(await jpeg(1), imageSchema(8, 16, 1)));
    t.true(upright[0] > 0.95 && upright[15] < 0.05);
    // Orientation 6: the camera was turned, and left becomes top.
    const turned = (await decodePicture(await jpeg(6), imageSchema(16, 8, 1)));
    t.true(turned[0] > 0.95 && turned[7] > 0.95 && turned[8 * 15] < 0.05);
    t.like(await decodePicture(await jpeg(6), imageSchema(8, 16, 1)), { kind: 'wrong-shape' });
});
test('another size or colour is refused, and fitted only where the schema says resize', async (t) => {
    const colour = pngFile({ width: 2, height: 2, channels: 3, samples: Array(12).fill(200) });
    t.deepEqual(await decodePicture(colour, imageSchema(4, 2, 3)), {
        kind: 'wrong-shape',
        found: 'it has 2 × 2 pixels; the data schema asks for 4 × 2',
        fix: 'scale it, or ask for a data schema with resize: true',
    });
    t.like(await decodePicture(colour, imageSchema(2, 2, 1)), {
        kind: 'wrong-colour',
        found: 'its colours are red, green and blue; the data schema asks for grey',
    });
    t.deepEqual(bytesOf(await decodePicture(colour, imageSchema(4, 3, 1, { resize: true }))), Array(12).fill(200));
    const light = await decodePicture(grey([100, 100]), imageSchema(1, 2, 3, { resize: true }));
    t.deepEqual(bytesOf(light), Array(6).fill(100));
});
test('transparency is no colour: refused, or laid on black', async (t) => {
    const png = pngFile({ width: 1, height: 1, channels: 4, samples: [255, 100, 0, 51] });
    t.like(await decodePicture(png, imageSchema(1, 1, 3)), { kind: 'wrong-colour' });
    t.deepEqual(bytesOf(await decodePicture(png, imageSchema(1, 1, 3, { resize: true }))), [51, 20, 0]);
});
test('a picture that claims more pixels than limits allow is refused by its header, whatever the schema allows', async (t) => {
    const bomb = pngFile({
        width: 1,
        height: 1,
        channels: 1,
        samples: [0],
        claimed: { width: 60_000, height: 60_000 },
    });
    t.deepEqual(await decodePicture(bomb, imageSchema(1, 1, 1, { resize: true })), {
        kind: 'too-large',
        found: 'it claims 60000 × 60000 pixels; up to 67108864 are read',
        fix: 'make it smaller',
    });
});
test('what is neither PNG nor JPEG is told, and never given to a decoder', async (t) => {
    const cases = [
        ['<svg xmlns="http://www.w3.org/2000/svg"/>', /neither PNG nor JPEG/],
        ['GIF89a', /neither PNG nor JPEG/],
        ['II*\0abcd', /a TIFF file/],
        [`${'\0'.repeat(128)}DICM`, /a DICOM file/],
        ['', /it is empty/],
    ];
    for (const [content, found] of cases) {
        const fault = await decodePicture(Buffer.from(content, 'latin1'), imageSchema(1, 1, 1));
        t.regex(fault.found, found);
    }
});
test('a picture cut short is damaged', async (t) => {
    const png = pngFile({ width: 40, height: 40, channels: 1, samples: ramp(1600, 0.1).map(Math.floor) });
    t.like(await decodePicture(png.subarray(0, png.length - 30), imageSchema(40, 40, 1)), {
        kind: 'unreadable',
    });
});
test('one folder a class: pictures in the order of their names, what systems leave behind passed over', async (t) => {
    const folder = await files.writeFolder({
        'b/2.png': grey([20, 0]),
        'b/10.png': grey([10, 0]),
        'a/x.png': grey([1, 0]),
        'a/.DS_Store': 'x',
        'a/Thumbs.db': 'x',
        'c/z.png': grey([30, 0]),
    });
    const dataset = await readDataset(folder, imageSchema(1, 2, 1));
    t.deepEqual(bytesOf(dataset.features), [1, 0, 10, 0, 20, 0, 30, 0]);
    t.deepEqual([...dataset.labels], [0, 1, 1, 2]);
});
test('an index names files and their classes, in its own order and words', async (t) => {
    const folder = await files.writeFolder({
        'index.csv': 'file,kind\nscans/2.png,B\nscans/1.png,a\n',
        'scans/1.png': grey([1, 0]),
        'scans/2.png': grey([2, 0]),
    });
    const site = parseSiteFormat({ values: { kind: { B: 'b' } } }, 'site.yaml');
    const dataset = await readDataset(folder, imageSchema(1, 2, 1), site);
    t.deepEqual(bytesOf(dataset.features), [2, 0, 1, 0]);
    t.deepEqual([...dataset.labels], [1, 0]);
});
const folderFaults = [
    ['of no class', { 'dogs/1.png': grey([1, 0]) }, /dogs: "dogs" is not a class; the classes are a, b, c$/],
    ['of a class in other letters', { 'A/1.png': grey([1, 0]) }, /the data schema writes "a": map it/],
    [
        'with a picture outside of the classes',
        { '1.png': grey([1, 0]) },
        /1\.png: it lies in no folder of a class; move it into one, or write an index\.csv/,
    ],
    [
        'with a folder in a class',
        { 'a/deep/1.png': grey([1, 0]) },
        /deep: it is not a file; move its pictures up/,
    ],
    [
        'with a text among pictures',
        { 'a/notes.txt': 'hello' },
        /notes\.txt: it is neither PNG nor JPEG; save it as PNG or JPEG/,
    ],
    ['with nothing', { 'a/.keep': '' }, /: it holds no pictures/],
    [
        'whose index lacks a column',
        { 'index.csv': 'name,kind\n' },
        /index\.csv, line 1, column "file": the column is missing; the header has name, kind/,
    ],
    [
        'whose index names a file that is not there',
        { 'index.csv': 'file,kind\n1.png,a\n' },
        /index\.csv, line 2, column "file": "1\.png" is not a file in this folder/,
    ],
    [
        'whose index leads outside',
        { 'index.csv': 'file,kind\n../../../etc/passwd,a\n' },
        /"\.\.\/\.\.\/\.\.\/etc\/passwd" is not a file in this folder/,
    ],
    [
        'whose index has an unknown class',
        { 'index.csv': 'file,kind\n1.png,d\n', '1.png': grey([1, 0]) },
        /line 2, column "kind": "d" is not a class/,
    ],
];
for (const [what, content, message] of folderFaults) {
    test(`a folder ${what} is refused`, async (t) => {
        const folder = await files.writeFolder(content);
        await t.throwsAsync(readDataset(folder, imageSchema(1, 2, 1)), { instanceOf: DataError, message });
    });
}
test('a check of pictures goes on after a fault and lists every file', async (t) => {
    const folder = await files.writeFolder({
        'a/1.png': grey([1, 0]),
        'a/2.png': pngFile({ width: 3, height: 1, channels: 1, samples: [0, 0, 0] }),
        'a/3.png': pngFile({ width: 1, height: 1, channels: 1, samples: [0] }),
        'b/4.txt': 'hello',
        'b/5.png': grey([1, 0]),
        'b/6.png': grey([1, 0]),
        'd/7.png': grey([1, 0]),
    });
    const { dataset, report } = await inspectDataset(folder, imageSchema(1, 2, 1));
    t.is(dataset, undefined);
    t.like(report, { fits: false, format: 'pictures', records: 6, examples: 3, faultCount: 4 });
    t.deepEqual(report.faults.map(({ kind, count }) => [kind, count]), [
        ['wrong-shape', 2],
        ['unknown-class', 1],
        ['unreadable', 1],
    ]);
    t.true(report.faults[0].samples[0].file.endsWith('a/2.png'));
    t.deepEqual(report.label.classes.map(({ count }) => count), [3, 3, 0]);
    // 5 and 6 are the same picture; 1 is too, but of another class.
    t.is(report.duplicates?.count, 1);
});
//# sourceMappingURL=pictures.test.js.map