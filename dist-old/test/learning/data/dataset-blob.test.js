import test from 'ava';
import fc from 'fast-check';
import { targetsOf } from '../../../learning/data/dataset.js';
import { decodeDatasetBlob, encodeDatasetBlob, loadMnist, } from '../../../learning/index.js';
const table = {
    features: Float32Array.of(0.5, -2, 3, 1e-3, 7, 8),
    labels: Int32Array.of(2, 0, 1),
    examples: 3,
    featureShape: [2],
    classes: 3,
};
const plain = (dataset) => ({
    ...dataset,
    features: [...dataset.features],
    labels: [...targetsOf(dataset)],
});
const refusal = (bytes) => {
    try {
        decodeDatasetBlob(bytes, 'blob');
        return 'accepted';
    }
    catch (error) {
        return error.name === 'DataError' ? error.message : `threw ${error}`;
    }
};
test('a table and its labels come back as they went, as floats', t => {
    const blob = encodeDatasetBlob(table);
    t.is(blob.length, 28 + 4 + 3 * 2 + 6 * 4);
    t.deepEqual(plain(decodeDatasetBlob(blob)), plain(table));
});
test('images of bytes take one byte a pixel and come back to the bit', async (t) => {
    const digits = await loadMnist('test', 20);
    const blob = encodeDatasetBlob(digits);
    t.is(blob.length, 28 + 12 + 20 * (2 + 784));
    const read = decodeDatasetBlob(blob);
    t.deepEqual(read.features, digits.features);
    t.deepEqual(targetsOf(read), digits.labels);
    t.deepEqual(read.featureShape, [28, 28, 1]);
});
test('what was read encodes to the same bytes, also from the middle of a larger buffer', t => {
    fc.assert(fc.property(fc.array(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 12 }), values => {
        const dataset = {
            features: Float32Array.from(values),
            labels: Int32Array.from(values, (_, i) => i % 2),
            examples: values.length,
            featureShape: [1],
            classes: 2,
        };
        const blob = encodeDatasetBlob(dataset);
        const shifted = new Uint8Array(blob.length + 3);
        shifted.set(blob, 3);
        return Buffer.from(encodeDatasetBlob(decodeDatasetBlob(shifted.subarray(3)))).equals(blob);
    }));
    t.pass();
});
test('a file that is cut, prolonged, relabelled or mislabelled is refused and says why', t => {
    const blob = encodeDatasetBlob(table);
    const changed = (at, byte) => {
        const copy = blob.slice();
        copy[at] = byte;
        return copy;
    };
    t.regex(refusal(blob.subarray(0, blob.length - 1)), /^blob: .*announces 62 bytes and it has 61/);
    t.regex(refusal(new Uint8Array([...blob, 0])), /announces 62 bytes and it has 63/);
    t.regex(refusal(changed(0, 0)), /does not start with/);
    t.regex(refusal(changed(16, 2)), /encoding 2 is unknown/);
    t.regex(refusal(changed(17, 9)), /9 dimensions/);
    t.regex(refusal(changed(18, 1)), /not zero/);
    t.regex(refusal(changed(20, 1)), /1 classes/);
    t.regex(refusal(changed(32, 3)), /example 0 has the label 3; there are 3 classes/);
    t.regex(refusal(changed(27, 255)), /announces/);
    t.regex(refusal(new Uint8Array(0)), /does not start with/);
});
test('floats that are no numbers, and floats that bytes could hold, are refused', t => {
    const blob = encodeDatasetBlob({ ...table, features: Float32Array.of(0.3, 0, 0, 0, 0, 0) });
    const view = new DataView(blob.buffer);
    const firstValueAt = 28 + 4 + 6;
    view.setFloat32(firstValueAt, Number.NaN, true);
    t.regex(refusal(blob), /value 0 is NaN/);
    view.setFloat32(firstValueAt, 1, true);
    t.regex(refusal(blob), /would fit in bytes/);
});
const tasked = [
    {
        task: 'multi-label',
        features: Float32Array.of(0.5, -2, 3, 1),
        labels: Int32Array.of(1, 0, 1, 0, 0, 0),
        examples: 2,
        featureShape: [2],
        classes: 3,
    },
    {
        task: 'segmentation',
        features: Float32Array.of(0, 1, 0.2, 0.4, 1, 0),
        labels: Int32Array.of(299, 0, 7),
        examples: 1,
        featureShape: [3, 2],
        classes: 300,
    },
    {
        task: 'regression',
        features: Float32Array.of(0, 1, 2),
        targets: Float32Array.of(1.5, -0, 3e9, -4, 5, 6),
        examples: 3,
        featureShape: [1],
        outputs: 2,
    },
];
for (const dataset of tasked) {
    test(`a dataset for ${dataset.task} comes back as it went, and only as it went`, t => {
        const blob = encodeDatasetBlob(dataset);
        const targetBytes = { 'multi-label': 6, segmentation: 6, regression: 24 }[dataset.task];
        const values = dataset.task === 'segmentation' ? dataset.features.length : 4 * dataset.features.length;
        t.is(blob.length, 28 + 4 * dataset.featureShape.length + targetBytes + values);
        t.is(Buffer.from(blob.subarray(0, 16)).toString(), 'parley-dataset/2');
        const read = decodeDatasetBlob(blob);
        const { features, ...rest } = dataset;
        t.deepEqual({ ...read, features: null }, { ...rest, features: null });
        t.deepEqual([...read.features], [...features]);
        t.true(Buffer.from(encodeDatasetBlob(read)).equals(blob));
    });
}
test('a file of another task than it can be is refused and says why', t => {
    const changed = (dataset, at, byte) => {
        const copy = encodeDatasetBlob(dataset).slice();
        copy[at] = byte;
        return refusal(copy);
    };
    const [labels, segments, numbers] = tasked;
    t.regex(changed(labels, 18, 4), /task 4 is unknown/);
    t.regex(changed(labels, 18, 0), /task 0 is unknown/);
    t.regex(changed(labels, 19, 1), /bytes 18 and 19/);
    t.regex(changed(table, 18, 1), /bytes 18 and 19 are not zero/);
    t.regex(changed(labels, 32, 2), /example 0 has the label 2; a label holds \(1\) or not \(0\)/);
    t.regex(changed(segments, 36, 44), /example 0 has the label 300; there are 300 classes/);
    t.regex(changed(labels, 20, 0), /it claims 0 classes/);
    t.regex(changed(numbers, 20, 0), /it claims 0 outputs/);
    t.regex(changed(numbers, 35, 0x7f), /^blob: target 0 is NaN, not a number/);
    t.regex(changed(labels, 18, 2), /it claims positions on one axis alone/);
});
//# sourceMappingURL=dataset-blob.test.js.map