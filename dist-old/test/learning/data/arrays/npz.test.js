import test from 'ava';
import { npzSource } from '../../../../learning/data/table/npz-source.js';
import { DataError, readDataset } from '../../../../learning/index.js';
import { loadVectors } from '../../../aggregation/load-vectors.js';
import { npyFile, npyWithHeader, zipFile } from '../../../support/small-files.js';
import { imageSchema, openTemporaryFiles, readAll, tableSchema } from '../temporary-files.js';
const { npz } = loadVectors('data-files');
const files = await openTemporaryFiles();
const written = (name) => files.write('data.npz', Buffer.from(npz[name], 'base64'));
test('arrays as numpy.savez writes them are columns, of every type', async (t) => {
    const { names, rows } = await readAll(npzSource(await written('table')));
    t.deepEqual(names, ['age', 'chol', 'sex', 'smoker', 'half', 'big', 'outcome']);
    t.deepEqual(rows, [
        [58, 233.5, 'female', 'true', 1.5, 2 ** 53, 'ill'],
        [41, Number.NaN, 'männlich', 'false', -2, 2, 'healthy'],
        [-3, 1e-3, 'female', 'true', Number.POSITIVE_INFINITY, 3, 'ill'],
    ]);
});
test('NaN in an array is a missing value', async (t) => {
    const schema = tableSchema([{ name: 'chol', kind: 'number', impute: 'constant', constant: 7 }]);
    const dataset = await readDataset(await written('table'), schema);
    t.deepEqual([...dataset.features], [233.5, 7, Math.fround(1e-3)]);
});
test('pictures and labels packed by numpy.savez_compressed are read', async (t) => {
    const dataset = await readDataset(await written('images'), imageSchema(2, 3, 1));
    t.deepEqual([...dataset.features].map(value => Math.round(255 * value)), Array.from({ length: 12 }, (_, i) => 20 * i));
    t.deepEqual([...dataset.labels], [2, 0]);
    t.deepEqual(dataset.featureShape, [2, 3, 1]);
});
for (const [name, message] of [
    ['objects', /member "column\.npy": it holds Python objects, which are not read/],
    ['dates', /its values are of type M\[D\]; save numbers or text/],
    ['fortran', /Fortran order; save numpy\.ascontiguousarray/],
    ['records', /records of several fields; save one array a column/],
]) {
    test(`an array of ${name} is refused with what to save instead`, async (t) => {
        await t.throwsAsync(readAll(npzSource(await written(name))), { instanceOf: DataError, message });
    });
}
const bytes = (...values) => Uint8Array.from(values);
const column = (name, content, more = {}) => ({
    name: `${name}.npy`,
    content,
    ...more,
});
const good = npyFile("'|u1'", '3,', bytes(1, 2, 3));
const archive = (...members) => files.write('data.npz', zipFile(members));
const faults = [
    [
        'of two lengths',
        [column('x', good), column('y', npyFile("'|u1'", '2,', bytes(1, 2)))],
        /column "y": it has 2 values, and the columns before it 3/,
    ],
    [
        'of two dimensions',
        [column('x', npyFile("'|u1'", '1, 3', bytes(1, 2, 3)))],
        /column "x": it has the shape \(1, 3\); save one array of one dimension/,
    ],
    [
        'cut short',
        [column('x', good.subarray(0, -1))],
        /announces 3 bytes of values and 2 follow: it is cut short/,
    ],
    [
        'too long',
        [column('x', Buffer.concat([good, bytes(0)]))],
        /announces 3 bytes of values and 4 follow: it is too long/,
    ],
    [
        'without a magic number',
        [column('x', good.slice().fill(0, 0, 1))],
        /does not begin as a NumPy array does/,
    ],
    ['of a later format', [column('x', good.slice().fill(4, 6, 7))], /version 4; 1 to 3 are known/],
    [
        'with code for a header',
        [column('x', npyWithHeader("__import__('os').system('x')", bytes()))],
        /its header cannot be read/,
    ],
    ['of a strange width', [column('x', npyFile("'<f3'", '1,', bytes(1, 2, 3)))], /type f with 3 bytes/],
    ['with a wrong checksum', [column('x', good, { claimedCrc: 1 })], /its checksum is wrong/],
    ['twice', [column('x', good), column('x', good)], /the archive has it twice/],
    [
        'that is no array',
        [{ name: 'readme.txt', content: bytes(65) }],
        /member "readme\.txt": it is not a NumPy array/,
    ],
    ['that is not there', [], /the archive is empty/],
];
for (const [what, members, message] of faults) {
    test(`an archive with an array ${what} is refused`, async (t) => {
        await t.throwsAsync(readAll(npzSource(await archive(...members))), { instanceOf: DataError, message });
    });
}
test('an array in column form, n by 1, is a column too', async (t) => {
    const { rows } = await readAll(npzSource(await archive(column('x', npyFile("'<i2'", '2, 1', bytes(1, 0, 255, 255))))));
    t.deepEqual(rows, [[1], [-1]]);
});
test('an archive that claims more than limits allow is refused before it is unpacked', async (t) => {
    const zeros = npyFile("'|u1'", `${2 ** 24},`, new Uint8Array(2 ** 24));
    const claims = (claimedBytes) => archive(column('x', zeros, { isPacked: true, claimedBytes }));
    await t.throwsAsync(readAll(npzSource(await claims(2 ** 32 - 2))), {
        message: /claims to unpack to 4294967294: that is not data/,
    });
    // Claiming less than it unpacks to does not help: unpacking ends at the claim.
    await t.throwsAsync(readAll(npzSource(await claims(1000))), {
        message: /not a sound NPZ archive \(too many bytes in the stream/,
    });
});
test('a shape that asks for more memory than there are bytes takes none', async (t) => {
    const before = process.memoryUsage().arrayBuffers;
    const greedy = npyFile("'<f8'", '4611686018427387904,', bytes(1));
    await t.throwsAsync(readAll(npzSource(await archive(column('x', greedy)))), {
        message: /at most 4294967296 are read/,
    });
    const large = npyFile("'<f8'", '500000000,', bytes(1));
    await t.throwsAsync(readAll(npzSource(await archive(column('x', large)))), {
        message: /4000000000 bytes of values and 1 follow/,
    });
    t.true(process.memoryUsage().arrayBuffers - before < 2 ** 26);
});
const pixels = (descr, shape, content) => column('images', npyFile(descr, shape, content));
const labels = (content, descr = "'|u1'") => column('labels', npyFile(descr, `${content.length},`, content));
const imageFaults = [
    ['without pictures', [column('x', good)], /no array is called "images"; it has x\. Save numpy\.savez/],
    ['without labels', [pixels("'|u1'", '1, 1, 2', bytes(1, 2))], /has "images" and no "labels"/],
    [
        'of another shape',
        [pixels("'|u1'", '1, 2, 1', bytes(1, 2)), labels(bytes(0))],
        /its shape is \(1, 2, 1\); the data schema asks for \(n, 1, 2, 1\)/,
    ],
    [
        'of too few labels',
        [pixels("'|u1'", '1, 1, 2', bytes(1, 2)), labels(bytes(0, 1))],
        /has 2 classes for 1 pictures/,
    ],
    [
        'of an unknown class',
        [pixels("'|u1'", '1, 1, 2', bytes(1, 2)), labels(bytes(3))],
        /row 1, member "labels\.npy": "3" is not a class; the classes are a, b, c, or their numbers from 0/,
    ],
    [
        'of floats above one',
        [pixels("'<f4'", '1, 1, 2', new Uint8Array(Float32Array.of(0, 1.5).buffer)), labels(bytes(0))],
        /value 1 is 1\.5; save uint8, uint16, or floats from 0 to 1/,
    ],
    ['of signed bytes', [pixels("'|i1'", '1, 1, 2', bytes(1, 2)), labels(bytes(0))], /type i1; save uint8/],
];
for (const [what, members, message] of imageFaults) {
    test(`an archive of pictures ${what} is refused`, async (t) => {
        await t.throwsAsync(readDataset(await archive(...members), imageSchema(1, 2, 1)), {
            instanceOf: DataError,
            message,
        });
    });
}
test('pictures with their channels first are told how to turn them', async (t) => {
    const file = await archive(pixels("'|u1'", '1, 3, 1, 2', bytes(1, 2, 3, 4, 5, 6)), labels(bytes(0)));
    await t.throwsAsync(readDataset(file, imageSchema(1, 2, 3)), {
        message: /channels come first: save transpose\(0, 2, 3, 1\)/,
    });
});
test('sixteen bits and named classes are read, from a folder of arrays as well', async (t) => {
    const folder = await files.writeFolder({
        'train_images.npy': npyFile("'>u2'", '1, 1, 2', bytes(0xff, 0xff, 0x7f, 0xff)),
        'train_labels.npy': npyFile("'<U1'", '1,', bytes(0x63, 0, 0, 0)),
    });
    const dataset = await readDataset(folder, imageSchema(1, 2, 1));
    t.deepEqual([...dataset.features], [1, Math.fround(0x7fff / 0xffff)]);
    t.deepEqual([...dataset.labels], [2]);
});
//# sourceMappingURL=npz.test.js.map