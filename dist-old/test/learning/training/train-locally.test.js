import * as tf from '@tensorflow/tfjs-core';
import test from 'ava';
import { initialParameters, TrainingError } from '../../../learning/index.js';
import { openSeededRandom } from '../../../learning/seeded-random.js';
import { startBackend } from '../../../learning/training/backends.js';
import { trainLocally, } from '../../../learning/training/train-locally.js';
test.before(async () => {
    await startBackend();
});
const spec = { family: 'mlp', inputShape: [4], hidden: [8], classes: 3, activation: 'relu' };
const settings = {
    spec,
    parameters: initialParameters(spec, 1),
    epochs: 2,
    batchSize: 10,
    learningRate: 0.2,
    seed: 5,
};
/** Three clouds of points, one a class. */
function clouds(examples) {
    const random = openSeededRandom(4, 'clouds');
    const labels = Int32Array.from({ length: examples }, (_, i) => i % 3);
    const features = Float32Array.from({ length: 4 * examples }, (_, i) => {
        const label = labels[Math.floor(i / 4)];
        return random.normal() / 2 + (i % 4 === label ? 2 : 0);
    });
    return { features, labels, examples, featureShape: [4], classes: 3 };
}
const quiet = (changed = {}) => ({
    onProgress: () => undefined,
    isCancelled: () => false,
    nowMs: () => 0,
    ...changed,
});
test.serial('training counts its steps, the last of an epoch taking what is left', async (t) => {
    const result = (await trainLocally(settings, clouds(47), quiet()));
    t.deepEqual([result.steps, result.examples], [10, 47]);
    t.deepEqual(result.update.layout, settings.parameters.layout);
});
test.serial('the loss falls from that of a guess', async (t) => {
    const first = (await trainLocally({ ...settings, epochs: 1 }, clouds(300), quiet()));
    const later = (await trainLocally({ ...settings, epochs: 8 }, clouds(300), quiet()));
    t.true(first.meanLoss < 1.5 && first.meanLoss > later.meanLoss);
    t.true(later.meanLoss < 0.1, `${later.meanLoss}`);
});
test.serial('the same seed gives the same bits and another seed others', async (t) => {
    const run = (changed) => trainLocally({ ...settings, ...changed }, clouds(95), quiet());
    const first = await run({});
    t.deepEqual(await run({}), first);
    t.notDeepEqual((await run({ seed: 6 })).update, first.update);
});
test.serial('the update is new minus old: many one-epoch runs from where the last ended add up', async (t) => {
    const whole = (await trainLocally({ ...settings, epochs: 1, batchSize: 1000 }, clouds(30), quiet()));
    const values = settings.parameters.values.map((value, i) => value + whole.update.values[i]);
    const moved = { values, layout: settings.parameters.layout };
    const second = await trainLocally({ ...settings, parameters: moved, epochs: 1, batchSize: 1000 }, clouds(30), quiet());
    const both = (await trainLocally({ ...settings, batchSize: 1000 }, clouds(30), quiet()));
    for (const [i, value] of both.update.values.entries()) {
        t.true(Math.abs(value - whole.update.values[i] - second.update.values[i]) < 1e-5);
    }
});
test.serial('a strong proximal term keeps the model near its start', async (t) => {
    const length = async (proximal) => {
        const { update } = (await trainLocally({ ...settings, epochs: 5, proximal }, clouds(300), quiet()));
        return Math.hypot(...update.values);
    };
    const [free, held] = [await length(0), await length(4)];
    t.true(held < free / 3, `${held} against ${free}`);
});
test.serial('progress is told four times a second and at the end', async (t) => {
    let clockMs = 0;
    const told = [];
    const hooks = quiet({
        nowMs: () => {
            clockMs += 50;
            return clockMs;
        },
        onProgress: progress => told.push(progress),
    });
    await trainLocally({ ...settings, epochs: 50 }, clouds(47), hooks);
    t.true(told.length > 5 && told.length < 50, `${told.length}`);
    const last = told.at(-1);
    t.deepEqual([last.step, last.steps, last.epoch], [250, 250, 50]);
    for (const [i, progress] of told.slice(0, -1).entries()) {
        t.true(i === 0 || progress.elapsedMs - told[i - 1].elapsedMs >= 250);
    }
    t.true(told.every(({ meanLoss }) => meanLoss > 0));
});
test.serial('a cancelled training stops at the next step and leaves no tensor behind', async (t) => {
    const before = tf.memory().numTensors;
    let asked = 0;
    const isCancelled = () => {
        asked += 1;
        return asked === 7;
    };
    t.is(await trainLocally(settings, clouds(200), quiet({ isCancelled })), undefined);
    t.is(asked, 7);
    t.is(tf.memory().numTensors, before);
});
test.serial('fifty rounds leave no tensor behind', async (t) => {
    await trainLocally(settings, clouds(40), quiet());
    const before = tf.memory();
    for (let round = 0; round < 50; round++) {
        await trainLocally({ ...settings, proximal: 0.1, seed: round }, clouds(40), quiet());
    }
    const after = tf.memory();
    t.deepEqual([after.numTensors, after.numBytes], [before.numTensors, before.numBytes]);
});
test.serial('a model that diverges is refused, naming the step and what to try', async (t) => {
    const before = tf.memory().numTensors;
    const data = clouds(60);
    data.features[4 * 31 + 2] = Number.NaN;
    const error = await t.throwsAsync(trainLocally({ ...settings, learningRate: 0.5 }, data, quiet()), { instanceOf: TrainingError });
    t.is(error.reason, 'diverged');
    t.regex(error.message, /^training diverged at step [1-6] of 12: .*NaN\. Try a learning rate lower than 0\.5/);
    t.is(tf.memory().numTensors, before);
});
test.serial('a learning rate far too high is refused as divergence', async (t) => {
    const run = trainLocally({ ...settings, learningRate: 1e30, epochs: 5 }, clouds(60), quiet());
    await t.throwsAsync(run, {
        instanceOf: TrainingError,
        message: /diverged at step \d+ of 30: .*lower than 1e\+30/,
    });
});
const badRequests = [
    ['no epochs', { epochs: 0 }, /epochs is an integer from 1 to 1000, not 0/],
    ['half an example a step', { batchSize: 0.5 }, /batchSize is a natural number, not 0\.5/],
    ['a negative learning rate', { learningRate: -0.1 }, /learningRate is positive, not -0\.1/],
    ['a learning rate that is no number', { learningRate: Number.NaN }, /learningRate is positive, not NaN/],
    ['a negative pull', { proximal: -1 }, /proximal is zero or positive, not -1/],
    ['a seed that is no integer', { seed: 1.5 }, /seed is an integer/],
    [
        'a model for other data',
        { spec: { ...spec, inputShape: [5] } },
        /the data has examples of shape \[4\] and the model takes \[5\]/,
    ],
];
for (const [what, changed, message] of badRequests) {
    test.serial(`a request with ${what} is refused`, async (t) => {
        const run = trainLocally({ ...settings, ...changed }, clouds(30), quiet());
        await t.throwsAsync(run, { instanceOf: TrainingError, message });
    });
}
//# sourceMappingURL=train-locally.test.js.map