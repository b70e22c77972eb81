import test from 'ava';
import { initialParameters, ModelError, modelFromPreset, modelPresets, outputsOf, parameterCount, taskOf, tasks, } from '../../../../learning/index.js';
const image = [8, 12, 3];
const signal = [50, 2];
const row = [14];
/** The number of parameters of each preset for one shape of data, counted by hand or by the paper. */
const counted = [
    ['mnist-cnn', { featureShape: [28, 28, 1], classes: 10 }, 1_663_370],
    ['linear-regression', { featureShape: row, task: 'regression', outputs: 2 }, 14 * 2 + 2],
    [
        'tabular-mlp',
        { featureShape: row, task: 'multi-label', classes: 5 },
        14 * 64 + 64 + (64 * 32 + 32) + (32 * 5 + 5),
    ],
    [
        'signal-cnn',
        { featureShape: signal, classes: 4 },
        7 * 2 * 16 + 16 + (5 * 16 * 32 + 32) + (3 * 32 * 64 + 64) + (64 * 4 + 4),
    ],
    [
        'small-resnet',
        { featureShape: image, classes: 10 },
        // The stem, then two blocks of two convolutions a stage, shortcuts into the second and third, scales and shifts.
        9 * (3 * 16 + 4 * 16 * 16 + (16 * 32 + 3 * 32 * 32) + (32 * 64 + 3 * 64 * 64)) +
            (16 * 32 + 32 * 64) +
            2 * (5 * 16 + 5 * 32 + 5 * 64) +
            (64 * 10 + 10),
    ],
    [
        'small-u-net',
        { featureShape: image, task: 'segmentation', classes: 2 },
        9 * (3 * 16 + 16 * 16 + (16 * 32 + 32 * 32) + (32 * 64 + 64 * 64)) +
            (4 * 64 * 32 + 32 + 9 * (64 * 32 + 32 * 32)) +
            (4 * 32 * 16 + 16 + 9 * (32 * 16 + 16 * 16)) +
            2 * (2 * 16 + 2 * 32 + 2 * 64 + 2 * 32 + 2 * 16) +
            (16 * 2 + 2),
    ],
];
for (const [name, shape, parameters] of counted) {
    test(`${name} has the parameters that its layers add up to`, t => {
        t.is(parameterCount(modelFromPreset(name, shape)), parameters);
    });
}
/** The shapes a preset is for, by task. */
const featureShapes = {
    'mnist-2nn': { classification: image, 'multi-label': row, regression: signal },
    'mnist-cnn': { classification: image, 'multi-label': image, regression: image },
    'logistic-regression': { classification: row, 'multi-label': image },
    'linear-regression': { regression: image },
    'tabular-mlp': { classification: row, 'multi-label': row, regression: row },
    'signal-cnn': { classification: signal, 'multi-label': signal, regression: signal },
    'small-resnet': { classification: image, 'multi-label': image, regression: image },
    'small-u-net': { segmentation: image },
};
const shapeFor = (task, featureShape) => task === 'regression' ? { task, featureShape, outputs: 3 } : { task, featureShape, classes: 3 };
for (const name of modelPresets) {
    test(`${name} fits the data of its tasks and refuses others`, t => {
        for (const task of tasks) {
            const featureShape = featureShapes[name][task];
            if (featureShape === undefined) {
                t.throws(() => modelFromPreset(name, shapeFor(task, image)), { instanceOf: ModelError });
                continue;
            }
            const spec = modelFromPreset(name, shapeFor(task, featureShape));
            t.deepEqual([taskOf(spec), outputsOf(spec), spec.inputShape], [task, 3, featureShape]);
        }
    });
}
test('a preset for images or signals refuses data with other axes, and a U-Net extents that cannot be halved', t => {
    const refusals = [
        ['small-resnet', { featureShape: row, classes: 3 }, /images \[height, width, channels\].* \[14\]/],
        ['signal-cnn', { featureShape: image, classes: 3 }, /signals \[length, channels\].* \[8, 12, 3\]/],
        [
            'small-u-net',
            { featureShape: [8, 10, 1], task: 'segmentation', classes: 2 },
            /\[8, 10, 1\] does not divide by 4: pad or crop/,
        ],
    ];
    for (const [name, shape, message] of refusals) {
        t.throws(() => modelFromPreset(name, shape), { instanceOf: ModelError, message });
    }
});
test('scales start at one, shifts and biases at zero, kernels within the limit of their rule', t => {
    const spec = modelFromPreset('small-u-net', { featureShape: [4, 4, 1], task: 'segmentation', classes: 2 });
    const { values, layout } = initialParameters(spec, 3);
    let offset = 0;
    for (const { name, shape } of layout) {
        const length = shape.reduce((product, extent) => product * extent, 1);
        const own = values.subarray(offset, offset + length);
        offset += length;
        const largest = own.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        if (name.endsWith('/gamma'))
            t.true(own.every(value => value === 1));
        else if (name.endsWith('/beta') || name.endsWith('/bias'))
            t.true(own.every(value => value === 0));
        else {
            const [height, width, channels, filters] = shape;
            const inputs = height * width * (name.startsWith('up-') && height === 2 ? filters : channels);
            const outputs = height * width * filters;
            const limit = Math.sqrt(6 / (name === 'classes/kernel' ? inputs + outputs : inputs));
            t.true(largest <= limit && largest > 0.8 * limit, `${name}: ${largest} of ${limit}`);
        }
    }
});
test('the start of a network of layers does not change between releases', t => {
    const spec = modelFromPreset('signal-cnn', { featureShape: [9, 1], classes: 2 });
    const { values } = initialParameters(spec, 11);
    const bits = [...new Uint32Array(values.slice(0, 3).buffer)];
    t.deepEqual(bits, [0x3db25cc2, 0xbf577853, 0x3ecfeb68]);
});
//# sourceMappingURL=presets.test.js.map