import test from 'ava';
import { parameterVector } from '../../../aggregation/index.js';
import { initialParameters, loadDataset, openTrainer, parseModelSpec, TrainingError, } from '../../../learning/index.js';
import { startBackend } from '../../../learning/training/backends.js';
import { trainLocally } from '../../../learning/training/train-locally.js';
test.before(async () => {
    await startBackend('cpu');
});
const spec = { family: 'logistic', inputShape: [2], classes: 2 };
const start = parameterVector(Float32Array.of(0.5, -0.5, 1, 0, 0.25, -0.25), initialParameters(spec, 1).layout);
const examples = { features: Float32Array.of(1, 2, -1, 0.5, 3, 0), labels: Int32Array.of(0, 1, 1) };
const dataset = { ...examples, examples: 3, featureShape: [2], classes: 2 };
const hooks = { onProgress: () => undefined, isCancelled: () => false, nowMs: () => 0 };
const settings = {
    spec,
    parameters: start,
    epochs: 1,
    batchSize: 3,
    learningRate: 0.2,
    seed: 1,
};
/** Mean gradient of the cross-entropy, in double precision from its definition: kernel by rows, then biases. */
function slowGradient(weights, { features, labels }) {
    const gradient = new Array(6).fill(0);
    for (const [i, label] of labels.entries()) {
        const x = [features[2 * i], features[2 * i + 1]];
        const logits = [0, 1].map(unit => x[0] * weights[unit] + x[1] * weights[2 + unit] + weights[4 + unit]);
        const total = logits.reduce((sum, logit) => sum + Math.exp(logit), 0);
        for (const unit of [0, 1]) {
            const slope = (Math.exp(logits[unit]) / total - (unit === label ? 1 : 0)) / labels.length;
            gradient[unit] += slope * x[0];
            gradient[2 + unit] += slope * x[1];
            gradient[4 + unit] += slope;
        }
    }
    return gradient;
}
const correction = Float32Array.of(1, -2, 0.5, 0.25, -1, 3);
const asLayers = parseModelSpec({
    family: 'layers',
    task: 'classification',
    inputShape: [2],
    layers: [{ kind: 'dense', name: 'dense-1', units: 2 }],
});
for (const [what, network] of [
    ['written by hand', spec],
    ['of layers', asLayers],
]) {
    test.serial(`one step of a network ${what} goes down the gradient and the correction`, async (t) => {
        const { update } = (await trainLocally({ ...settings, spec: network, correction }, dataset, hooks));
        for (const [i, gradient] of slowGradient(start.values, examples).entries())
            t.true(Math.abs(update.values[i] - -0.2 * (gradient + correction[i])) < 1e-6, `coordinate ${i}`);
    });
    test.serial(`two steps of a network ${what} are corrected twice`, async (t) => {
        const { update } = (await trainLocally({ ...settings, spec: network, epochs: 2, correction }, dataset, hooks));
        const values = [...start.values];
        for (const _ of [1, 2]) {
            const gradient = slowGradient(values, examples);
            for (let i = 0; i < 6; i++)
                values[i] -= 0.2 * (gradient[i] + correction[i]);
        }
        for (const [i, value] of values.entries())
            t.true(Math.abs(update.values[i] - (value - start.values[i])) < 1e-6, `coordinate ${i}`);
    });
}
test.serial('a correction of another length is refused with both', async (t) => {
    const error = await t.throwsAsync(trainLocally({ ...settings, correction: new Float32Array(5) }, dataset, hooks), { instanceOf: TrainingError, message: 'correction has 6 values, not 5' });
    t.is(error.reason, 'bad-request');
});
test.serial('a correction reaches the worker that trains', async (t) => {
    const trainer = openTrainer({ backend: 'cpu' });
    t.teardown(() => trainer.close());
    const here = (await trainLocally({ ...settings, correction }, dataset, hooks));
    const there = await trainer.train({ ...settings, correction, dataset: loadDataset(dataset) });
    t.deepEqual(there.update.values, here.update.values);
});
test.serial('the mean of one full step at each holder, by examples, is one full step on all records', async (t) => {
    const of = (places) => ({
        ...dataset,
        features: Float32Array.from(places.flatMap(i => [examples.features[2 * i], examples.features[2 * i + 1]])),
        labels: Int32Array.from(places, i => examples.labels[i]),
        examples: places.length,
    });
    const holders = [of([0, 1]), of([2])];
    const updates = await Promise.all(holders.map(held => trainLocally({ ...settings, batchSize: held.examples }, held, hooks)));
    const pooled = (await trainLocally(settings, dataset, hooks));
    for (const [i, value] of pooled.update.values.entries()) {
        const mean = (2 / 3) * updates[0].update.values[i] + (1 / 3) * updates[1].update.values[i];
        t.true(Math.abs(mean - value) < 1e-6, `coordinate ${i}`);
    }
});
//# sourceMappingURL=correction.test.js.map