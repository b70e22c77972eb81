import * as tf from '@tensorflow/tfjs-core';
import test from 'ava';
import { initialParameters, parseModelSpec, TrainingError, } from '../../../learning/index.js';
import { openSeededRandom } from '../../../learning/seeded-random.js';
import { startBackend } from '../../../learning/training/backends.js';
import { trainLocally } from '../../../learning/training/train-locally.js';
test.before(async () => {
    await startBackend('cpu');
});
const hooks = { onProgress: () => undefined, isCancelled: () => false, nowMs: () => 0 };
const short = { family: 'mlp', inputShape: [4], hidden: [8], classes: 3, activation: 'relu' };
/** The same network, written as layers. */
const written = parseModelSpec({
    family: 'layers',
    task: 'classification',
    inputShape: [4],
    layers: [
        { kind: 'dense', name: 'dense-1', units: 8, activation: 'relu' },
        { kind: 'dense', name: 'dense-2', units: 3 },
    ],
});
const settings = {
    spec: written,
    parameters: initialParameters(short, 1),
    epochs: 2,
    batchSize: 10,
    learningRate: 0.2,
    seed: 5,
};
function clouds(examples) {
    const random = openSeededRandom(4, 'clouds');
    const labels = Int32Array.from({ length: examples }, (_, i) => i % 3);
    const features = Float32Array.from({ length: 4 * examples }, (_, i) => random.normal() / 2 + (i % 4 === labels[Math.floor(i / 4)] ? 2 : 0));
    return { features, labels, examples, featureShape: [4], classes: 3 };
}
const variants = [
    ['plainly', {}],
    ['with a proximal term', { proximal: 0.5 }],
    ['with momentum', { momentum: 0.8 }],
    ['with both', { proximal: 0.5, momentum: 0.8 }],
    ['with a correction', { correction: Float32Array.from({ length: 67 }, (_, i) => (i % 7) / 10 - 0.2) }],
];
for (const [what, changed] of variants) {
    test.serial(`a network of layers trained ${what} moves as the hand-written step does`, async (t) => {
        const before = tf.memory().numTensors;
        const [byLayers, byHand] = await Promise.all([written, short].map(spec => trainLocally({ ...settings, ...changed, spec }, clouds(47), hooks)));
        t.deepEqual(byLayers.update.layout, byHand.update.layout);
        for (const [i, value] of byLayers.update.values.entries())
            t.true(Math.abs(value - byHand.update.values[i]) < 1e-5);
        t.true(Math.abs(byLayers.meanLoss - byHand.meanLoss) < 1e-5);
        t.is(tf.memory().numTensors, before);
    });
}
test.serial('momentum takes a share of the last step again', async (t) => {
    const whole = { ...settings, spec: short, batchSize: 1000 };
    const walk = async (changed) => (await trainLocally({ ...whole, ...changed }, clouds(30), hooks)).update.values;
    const [one, plain, pushed] = [
        await walk({ epochs: 1 }),
        await walk({ epochs: 2 }),
        await walk({ epochs: 2, momentum: 0.5 }),
    ];
    for (const [i, value] of pushed.entries())
        t.true(Math.abs(value - plain[i] - 0.5 * one[i]) < 1e-6);
});
test.serial('a momentum that is no share is refused', async (t) => {
    for (const momentum of [-0.1, 1, Number.NaN]) {
        const run = trainLocally({ ...settings, momentum }, clouds(30), hooks);
        await t.throwsAsync(run, { instanceOf: TrainingError, message: /momentum is from 0 to below 1/ });
    }
});
test.serial('dropout leaves out other values in every step, the same ones for the same seed', async (t) => {
    const { layers, ...rest } = written;
    const spec = {
        ...rest,
        layers: [layers[0], { kind: 'dropout', name: 'drop', rate: 0.5 }, layers[1]],
    };
    const run = async (changed) => (await trainLocally({ ...settings, spec, batchSize: 1000, ...changed }, clouds(60), hooks)).update.values;
    const first = await run({});
    t.deepEqual(await run({}), first);
    // The order of the examples makes no difference to a step on all of them, so that what differs is what was dropped.
    const other = await run({ seed: 6 });
    t.true(first.some((value, i) => Math.abs(value - other[i]) > 1e-3));
});
test.serial('a small network of convolutions learns where a bar lies', async (t) => {
    const random = openSeededRandom(8, 'bars');
    const labels = Int32Array.from({ length: 60 }, () => random.below(2));
    const features = new Float32Array(60 * 36);
    for (const [i, label] of labels.entries()) {
        const place = random.below(6);
        for (let k = 0; k < 6; k++)
            features[36 * i + (label === 0 ? 6 * place + k : 6 * k + place)] = 1;
    }
    const bars = { features, labels, examples: 60, featureShape: [6, 6, 1], classes: 2 };
    const spec = parseModelSpec({
        family: 'layers',
        task: 'classification',
        inputShape: [6, 6, 1],
        layers: [
            { kind: 'conv2d', name: 'conv', filters: 4, kernelSize: [3, 3], activation: 'relu', initial: 'he' },
            { kind: 'group-normalization', name: 'norm', groups: 2 },
            { kind: 'global-average-pool2d', name: 'mean' },
            { kind: 'dense', name: 'dense', units: 2 },
        ],
    });
    const parameters = initialParameters(spec, 2);
    const run = { ...settings, spec, parameters, momentum: 0.9 };
    const before = tf.memory().numTensors;
    const first = (await trainLocally({ ...run, epochs: 1 }, bars, hooks));
    const later = (await trainLocally({ ...run, epochs: 25 }, bars, hooks));
    t.true(first.meanLoss > 0.5 && later.meanLoss < 0.2, `${first.meanLoss}, then ${later.meanLoss}`);
    t.is(tf.memory().numTensors, before);
});
test.serial('a regression finds the line its numbers lie on', async (t) => {
    const random = openSeededRandom(3, 'line');
    const features = Float32Array.from({ length: 80 }, random.normal);
    const targets = Float32Array.from({ length: 40 }, (_, i) => 3 * features[2 * i] - features[2 * i + 1] + 2);
    const line = {
        task: 'regression',
        features,
        targets,
        examples: 40,
        featureShape: [2],
        outputs: 1,
    };
    for (const loss of [undefined, 'huber']) {
        const layers = [{ kind: 'dense', name: 'dense', units: 1 }];
        const spec = { family: 'layers', task: 'regression', loss, inputShape: [2], layers };
        const parameters = initialParameters(spec, 1);
        const run = { ...settings, spec, parameters, epochs: 60, learningRate: 0.1 };
        const { update } = (await trainLocally(run, line, hooks));
        const found = [...parameters.values].map((value, i) => value + update.values[i]);
        for (const [i, expected] of [3, -1, 2].entries())
            t.true(Math.abs(found[i] - expected) < 0.01, `${found}`);
    }
});
test.serial('a step too large for the memory of its backward pass is refused with the largest that is not', async (t) => {
    const spec = parseModelSpec({
        family: 'layers',
        task: 'classification',
        inputShape: [1000, 1000, 1],
        layers: [
            { kind: 'upsample2d', name: 'large', factors: [8, 8] },
            { kind: 'global-average-pool2d', name: 'mean' },
            { kind: 'dense', name: 'dense', units: 2 },
        ],
    });
    const parameters = initialParameters(spec, 1);
    const features = new Float32Array(5 * 1_000_000);
    const large = {
        features,
        labels: new Int32Array(5),
        examples: 5,
        featureShape: [1000, 1000, 1],
        classes: 2,
    };
    await t.throwsAsync(trainLocally({ ...settings, spec, parameters }, large, hooks), {
        instanceOf: TrainingError,
        message: /a step of 5 examples keeps 325000015 values .*use a batchSize of at most 4$/,
    });
});
test.serial('data of another task is refused before it is trained on', async (t) => {
    const data = { ...clouds(30), task: 'segmentation', featureShape: [4] };
    await t.throwsAsync(trainLocally({ ...settings, spec: short }, data, hooks), {
        instanceOf: TrainingError,
        message: /the data is for segmentation and the model for classification/,
    });
});
//# sourceMappingURL=layers-learner.test.js.map