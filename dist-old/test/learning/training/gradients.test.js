import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';
import test from 'ava';
import { initialParameters } from '../../../learning/index.js';
import { buildModel, disposeModel, forward, parametersOf, } from '../../../learning/models/build-model.js';
import { activations } from '../../../learning/models/model-spec.js';
import { openSeededRandom } from '../../../learning/seeded-random.js';
import { startBackend } from '../../../learning/training/backends.js';
import { gradients, sgdStep } from '../../../learning/training/sgd-step.js';
test.before(async () => {
    await startBackend();
});
const batchSize = 7;
const specs = [
    ...activations.map(activation => ({ family: 'mlp', inputShape: [3, 2], hidden: [5, 4], classes: 3, activation })),
    { family: 'logistic', inputShape: [6], classes: 3 },
];
const nameOf = (spec) => spec.family === 'mlp' ? `a ${spec.activation} network` : 'logistic regression';
/** Parameters with biases too, so that a bias left out gives another answer. */
function someParameters(spec, seed = 1) {
    const random = openSeededRandom(seed, 'test parameters');
    const { values, layout } = initialParameters(spec, seed);
    return { values: values.map(value => value + 0.3 * random.normal()), layout };
}
function someBatch() {
    const random = openSeededRandom(9, 'test batch');
    const features = Float32Array.from({ length: batchSize * 6 }, random.normal);
    const labels = Int32Array.from({ length: batchSize }, () => random.below(3));
    const targets = Float32Array.from({ length: batchSize * 3 }, (_, i) => labels[Math.floor(i / 3)] === i % 3 ? 1 : 0);
    return { features, labels, targets };
}
function onBackend({ features, targets }) {
    return {
        features: tf.tensor2d(features, [batchSize, 6]),
        targets: tf.tensor2d(targets, [batchSize, 3]),
    };
}
/** The gradient laid out as the parameters are. */
async function flatGradients(model, batch, scale) {
    const { layers: found } = gradients(model, batch, scale);
    return (await parametersOf({ ...model, tensors: found })).values;
}
/** Summed cross-entropy in double precision, straight from the definition. */
function slowLoss(spec, parameters) {
    const { features, labels } = someBatch();
    const hidden = spec.family === 'mlp' ? spec.hidden : [];
    const widths = [6, ...hidden, 3];
    const activate = (sum, layer) => {
        if (spec.family !== 'mlp' || layer === hidden.length)
            return sum;
        if (spec.activation === 'relu')
            return Math.max(0, sum);
        return spec.activation === 'tanh' ? Math.tanh(sum) : 1 / (1 + Math.exp(-sum));
    };
    let loss = 0;
    for (let example = 0; example < batchSize; example++) {
        let values = [...features.subarray(6 * example, 6 * example + 6)];
        let offset = 0;
        for (let layer = 0; layer + 1 < widths.length; layer++) {
            const [inputs, units] = [widths[layer], widths[layer + 1]];
            const biases = offset + inputs * units;
            const start = offset;
            values = Array.from({ length: units }, (_, unit) => {
                const sum = values.reduce((total, value, i) => total + value * parameters[start + i * units + unit], 0);
                return activate(sum + parameters[biases + unit], layer);
            });
            offset = biases + units;
        }
        const total = values.reduce((sum, logit) => sum + Math.exp(logit), 0);
        loss += Math.log(total) - values[labels[example]];
    }
    return loss;
}
for (const spec of specs) {
    test.serial(`the gradient of ${nameOf(spec)} is the finite difference of its loss`, async (t) => {
        const parameters = someParameters(spec);
        const model = buildModel(spec, parameters);
        const found = await flatGradients(model, onBackend(someBatch()), 2);
        for (let i = 0; i < found.length; i++) {
            const moved = (by) => {
                const values = Float64Array.from(parameters.values);
                values[i] += by;
                return slowLoss(spec, values);
            };
            const expected = (2 * (moved(1e-5) - moved(-1e-5))) / 2e-5;
            t.true(Math.abs(found[i] - expected) < 2e-4, `coordinate ${i}: ${found[i]} for ${expected}`);
        }
    });
    test.serial(`the gradient of ${nameOf(spec)} is that of tf.grads`, async (t) => {
        const model = buildModel(spec, someParameters(spec));
        const batch = onBackend(someBatch());
        const flat = model.tensors.flatMap(({ kernel, bias }) => [kernel, bias]);
        const loss = (...tensors) => {
            const pairs = model.layers.map((_, i) => ({
                kernel: tensors[2 * i],
                bias: tensors[2 * i + 1],
            }));
            const logits = forward({ ...model, tensors: pairs }, tf.transpose(batch.features)).at(-1);
            return tf.losses.softmaxCrossEntropy(batch.targets, tf.transpose(logits));
        };
        const expected = tf.grads(loss)(flat);
        const found = gradients(model, batch, 1 / batchSize).layers.flatMap(({ kernel, bias }) => [kernel, bias]);
        for (const [i, tensor] of found.entries()) {
            t.deepEqual(tensor.shape, expected[i].shape);
            const difference = tf.max(tf.abs(tf.sub(tensor, expected[i])));
            t.true((await difference.data())[0] < 1e-6);
        }
    });
    test.serial(`the outputs of ${nameOf(spec)} are those of tfjs-layers`, async (t) => {
        const parameters = someParameters(spec);
        const model = buildModel(spec, parameters);
        const twin = layers.sequential({
            layers: model.layers.map((layer, i) => layers.layers.dense({
                units: layer.units,
                activation: layer.activation,
                ...(i === 0 && { inputShape: [layer.inputs] }),
            })),
        });
        let offset = 0;
        twin.setWeights(parameters.layout.map(({ shape }) => {
            const length = shape.reduce((product, extent) => product * extent, 1);
            offset += length;
            return tf.tensor(parameters.values.slice(offset - length, offset), [...shape]);
        }));
        const { features } = onBackend(someBatch());
        const expected = await twin.predict(features).data();
        const found = await tf.transpose(forward(model, tf.transpose(features)).at(-1)).data();
        for (const [i, logit] of found.entries())
            t.true(Math.abs(logit - expected[i]) < 1e-5);
    });
}
test.serial('the summed loss is that of the definition', async (t) => {
    for (const spec of specs) {
        const parameters = someParameters(spec);
        const { lossSum } = gradients(buildModel(spec, parameters), onBackend(someBatch()), 1);
        t.true(Math.abs((await lossSum.data())[0] - slowLoss(spec, parameters.values)) < 1e-4);
    }
});
test.serial('a loss with very large logits is finite', async (t) => {
    const spec = specs[3];
    const { values, layout } = someParameters(spec);
    const model = buildModel(spec, { values: values.map(value => 1000 * value), layout });
    const { lossSum } = gradients(model, onBackend(someBatch()), 1);
    const loss = (await lossSum.data())[0];
    t.true(Number.isFinite(loss) && loss > 1000);
});
test.serial('a step goes down the mean gradient by the rate, and the proximal term pulls to the start', async (t) => {
    const spec = specs[1];
    const [start, anchorAt] = [someParameters(spec, 1), someParameters(spec, 2)];
    const gradient = await flatGradients(buildModel(spec, start), onBackend(someBatch()), 1 / batchSize);
    const anchor = buildModel(spec, anchorAt);
    const plain = sgdStep(buildModel(spec, start), onBackend(someBatch()), 0.25);
    const pulled = sgdStep(buildModel(spec, start), onBackend(someBatch()), 0.25, {
        proximal: { mu: 0.5, anchor },
    });
    const [plainValues, pulledValues] = [
        (await parametersOf(plain.model)).values,
        (await parametersOf(pulled.model)).values,
    ];
    for (const [i, value] of start.values.entries()) {
        const down = value - 0.25 * gradient[i];
        t.true(Math.abs(plainValues[i] - down) < 1e-6);
        t.true(Math.abs(pulledValues[i] - (down - 0.25 * 0.5 * (value - anchorAt.values[i]))) < 1e-6);
    }
});
test.serial('a step leaves as many tensors as it found, and one loss', t => {
    const model = buildModel(specs[0], someParameters(specs[0]));
    const batch = onBackend(someBatch());
    const before = tf.memory().numTensors;
    const stepped = sgdStep(model, batch, 0.1);
    t.is(tf.memory().numTensors, before + 1);
    disposeModel(stepped.model);
    t.is(tf.memory().numTensors, before + 1 - 6);
});
test.serial('parameters of another layout are refused with both layouts', t => {
    t.throws(() => buildModel(specs[3], someParameters(specs[0])), {
        message: /dense-1\/kernel \[6,5\].*the model as dense-1\/kernel \[6,3\], dense-1\/bias \[3\]/,
    });
});
//# sourceMappingURL=gradients.test.js.map