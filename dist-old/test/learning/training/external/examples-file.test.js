import test from 'ava';
import { loadDataset } from '../../../../learning/index.js';
import { examplesFile } from '../../../../learning/training/external/examples-file.js';
/** Header and tensors of a safetensors file, read by its definition alone. */
function read(pieces) {
    const file = Buffer.concat(pieces);
    const start = 8 + Number(file.readBigUInt64LE());
    const { __metadata__, ...entries } = JSON.parse(file.toString('utf8', 8, start));
    const tensors = Object.fromEntries(Object.entries(entries).map(([name, { dtype, shape, data_offsets }]) => {
        const [from, to] = data_offsets;
        const { buffer } = Uint8Array.from(file.subarray(start + from, start + to));
        return [
            name,
            { shape, values: [...(dtype === 'F32' ? new Float32Array(buffer) : new Int32Array(buffer))] },
        ];
    }));
    const last = Math.max(...Object.values(entries).map(each => each.data_offsets[1]));
    return { start, metadata: __metadata__, tensors, isFilled: start + last === file.length };
}
const features = Float32Array.of(0.5, -1, 2, 3, -4, 5.25, 6, 7);
const cases = [
    [
        { features, labels: Int32Array.of(2, 0), examples: 2, featureShape: [2, 2], classes: 3 },
        { labels: { shape: [2], values: [2, 0] } },
        { task: 'classification', classes: '3' },
    ],
    [
        {
            task: 'multi-label',
            features,
            labels: Int32Array.of(1, 0, 1, 1),
            examples: 2,
            featureShape: [2, 2],
            classes: 2,
        },
        { labels: { shape: [2, 2], values: [1, 0, 1, 1] } },
        { task: 'multi-label', classes: '2' },
    ],
    [
        {
            task: 'segmentation',
            features,
            labels: Int32Array.of(1, 0, 2, 1),
            examples: 2,
            featureShape: [2, 2],
            classes: 3,
        },
        { labels: { shape: [2, 2], values: [1, 0, 2, 1] } },
        { task: 'segmentation', classes: '3' },
    ],
    [
        {
            task: 'regression',
            features,
            targets: Float32Array.of(0.25, -8),
            examples: 2,
            featureShape: [2, 2],
            outputs: 1,
        },
        { targets: { shape: [2, 1], values: [0.25, -8] } },
        { task: 'regression', outputs: '1' },
    ],
];
for (const [dataset, targets, notes] of cases) {
    const { task = 'classification' } = dataset;
    test(`the file of records for ${task} has features and targets in their shapes, in this order, and nothing more`, t => {
        const { start, metadata, tensors, isFilled } = read(examplesFile(loadDataset(dataset)));
        t.deepEqual(tensors, { features: { shape: [2, 2, 2], values: [...features] }, ...targets });
        t.deepEqual(metadata, { format: 'parley-examples/v1', ...notes });
        t.is(start % 8, 0);
        t.true(isFilled);
    });
}
//# sourceMappingURL=examples-file.test.js.map