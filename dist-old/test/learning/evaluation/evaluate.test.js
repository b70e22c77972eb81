import * as tf from '@tensorflow/tfjs-core';
import test from 'ava';
import { count, evaluate } from '../../../learning/evaluation/evaluate.js';
import { readRow } from '../../../learning/evaluation/logits.js';
import { countsForm, initialParameters, layoutOf, metricsOfCounts, parameterCount, parseModelSpec, selectExamples, TrainingError, } from '../../../learning/index.js';
import { openSeededRandom } from '../../../learning/seeded-random.js';
import { startBackend } from '../../../learning/training/backends.js';
test.before(async () => {
    await startBackend();
});
const spec = { family: 'mlp', inputShape: [3], hidden: [5], classes: 4, activation: 'tanh' };
const random = openSeededRandom(2, 'evaluation');
const parameters = {
    values: Float32Array.from({ length: parameterCount(spec) }, random.normal),
    layout: layoutOf(spec),
};
const dataset = {
    features: Float32Array.from({ length: 3 * 2345 }, random.normal),
    labels: Int32Array.from({ length: 2345 }, () => random.below(4)),
    examples: 2345,
    featureShape: [3],
    classes: 4,
};
/** One example after another, in double precision, from the definition. */
function slowEvaluate() {
    const { values } = parameters;
    let [correct, loss] = [0, 0];
    for (let i = 0; i < dataset.examples; i++) {
        const inputs = dataset.features.subarray(3 * i, 3 * i + 3);
        const hidden = Array.from({ length: 5 }, (_, unit) => Math.tanh(values[15 + unit] + [0, 1, 2].reduce((sum, k) => sum + inputs[k] * values[5 * k + unit], 0)));
        const logits = Array.from({ length: 4 }, (_, unit) => values[40 + unit] + hidden.reduce((sum, value, k) => sum + value * values[20 + 4 * k + unit], 0));
        const label = dataset.labels[i];
        if (logits.indexOf(Math.max(...logits)) === label)
            correct += 1;
        loss += Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0)) - logits[label];
    }
    return { correct, meanLoss: loss / dataset.examples };
}
test.serial('an evaluation over several batches is that of the slow twin', async (t) => {
    const before = tf.memory().numTensors;
    const found = (await evaluate(spec, parameters, dataset));
    const expected = slowEvaluate();
    t.deepEqual([found.examples, found.correct], [2345, expected.correct]);
    t.is(found.accuracy, expected.correct / 2345);
    t.true(Math.abs(found.meanLoss - expected.meanLoss) < 1e-5);
    t.is(tf.memory().numTensors, before);
});
test.serial('a count over several batches has the metrics of the evaluation', async (t) => {
    const before = tf.memory().numTensors;
    const form = countsForm(dataset);
    const counted = metricsOfCounts(form, (await count(spec, parameters, dataset, form)));
    const { metrics } = (await evaluate(spec, parameters, dataset));
    t.is(counted.examples, 2345);
    t.deepEqual(counted.figures.accuracy, metrics.accuracy);
    t.true(Math.abs(counted.metrics.logLoss - metrics.logLoss.value) < 2 ** -17);
    t.is(tf.memory().numTensors, before);
});
test.serial('a count is cancelled, and refused for another form or for a model that has diverged', async (t) => {
    const form = countsForm(dataset);
    t.is(await count(spec, parameters, dataset, form, () => true), undefined);
    await t.throwsAsync(count(spec, parameters, dataset, countsForm({ ...dataset, classes: 5 })), {
        instanceOf: TrainingError,
        message: /the data is classification with 4 outputs/,
    });
    const before = tf.memory().numTensors;
    const values = parameters.values.map((value, i) => (i >= 40 ? Number.POSITIVE_INFINITY : value));
    const error = await t.throwsAsync(count(spec, { ...parameters, values }, dataset, form));
    t.is(error.reason, 'diverged');
    t.is(tf.memory().numTensors, before);
});
test.serial('a cancelled evaluation ends between batches', async (t) => {
    let asked = 0;
    const cancelled = () => {
        asked += 1;
        return asked === 2;
    };
    t.is(await evaluate(spec, parameters, dataset, cancelled), undefined);
});
test.serial('data that does not fit the model, or no data, is refused', async (t) => {
    await t.throwsAsync(evaluate(spec, parameters, { ...dataset, classes: 5 }), {
        instanceOf: TrainingError,
        message: /the data has 5 classes and the model 4/,
    });
    await t.throwsAsync(evaluate(spec, parameters, { ...dataset, examples: 0 }), {
        instanceOf: TrainingError,
        message: 'the dataset holds no examples',
    });
});
test('the answer is the first of equal largest logits, and huge logits keep a finite sum', t => {
    const logits = Float32Array.of(1, 3, 3, -1e30, 1e30, 0);
    const [first, second] = [readRow(logits, 0, 3), readRow(logits, 3, 3)];
    t.deepEqual([first.answer, second.answer], [1, 1]);
    t.true(Math.abs(first.logSum - (3 + Math.log(2 + Math.exp(-2)))) < 1e-6);
    t.is(second.logSum, Math.fround(1e30));
});
test.serial('a network of layers is evaluated all at once as it is one by one', async (t) => {
    await startBackend('cpu');
    const network = parseModelSpec({
        family: 'layers',
        task: 'segmentation',
        inputShape: [4, 3, 1],
        layers: [
            { kind: 'conv2d', name: 'conv', filters: 4, kernelSize: [3, 3], padding: 'same', activation: 'relu' },
            { kind: 'group-normalization', name: 'norm', groups: 2 },
            { kind: 'dense', name: 'classes', units: 2 },
        ],
    });
    const start = initialParameters(network, 4);
    const segments = {
        task: 'segmentation',
        features: Float32Array.from({ length: 12 * 5 }, random.normal),
        labels: Int32Array.from({ length: 12 * 5 }, () => random.below(2)),
        examples: 5,
        featureShape: [4, 3, 1],
        classes: 2,
    };
    const before = tf.memory().numTensors;
    const whole = (await evaluate(network, start, segments));
    const each = await Promise.all([0, 1, 2, 3, 4].map(async (i) => (await evaluate(network, start, selectExamples(segments, [i])))));
    t.is(tf.memory().numTensors, before);
    const mean = each.reduce((sum, one) => sum + one.meanLoss, 0) / 5;
    t.true(Math.abs(whole.meanLoss - mean) < 1e-6);
    t.deepEqual([whole.examples, whole.correct, whole.perClass.length], [5, 0, 2]);
    await startBackend();
});
//# sourceMappingURL=evaluate.test.js.map