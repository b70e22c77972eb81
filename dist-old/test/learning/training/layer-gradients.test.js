import * as tf from '@tensorflow/tfjs-core';
import test from 'ava';
import { targetSizeOf, targetsOf } from '../../../learning/data/dataset.js';
import { sigmoidLoss } from '../../../learning/evaluation/logits.js';
import { initialParameters, modelFromPreset, parameterCount, parseModelSpec, } from '../../../learning/index.js';
import { buildLayersModel } from '../../../learning/models/layers-model.js';
import { openPredictor } from '../../../learning/models/predictor.js';
import { openSeededRandom } from '../../../learning/seeded-random.js';
import { startBackend } from '../../../learning/training/backends.js';
import { lossAndGradients } from '../../../learning/training/layers-learner.js';
import { loadGradients } from '../../../learning/training/load-gradients.js';
test.before(async () => {
    await startBackend('cpu');
    await loadGradients();
});
const examples = 3;
const classes = 3;
const random = openSeededRandom(5, 'gradients');
function someData(task, featureShape) {
    const shape = { task, featureShape, ...(task === 'regression' ? { outputs: classes } : { classes }) };
    const size = featureShape.reduce((product, extent) => product * extent, 1);
    const count = examples * targetSizeOf(shape);
    const common = {
        ...shape,
        examples,
        features: Float32Array.from({ length: examples * size }, random.normal),
    };
    const labels = Int32Array.from({ length: count }, () => random.below(task === 'multi-label' ? 2 : classes));
    const targets = Float32Array.from({ length: count }, random.normal);
    return { ...common, ...(task === 'regression' ? { targets } : { labels }) };
}
/** Parameters in which no bias or shift is zero, so that one left out gives another answer. */
function someParameters(spec) {
    const { values, layout } = initialParameters(spec, 1);
    return { values: values.map(value => value + 0.2 * random.normal()), layout };
}
/** The mean loss in double precision from the outputs, straight from the definitions. */
async function slowLoss(spec, data, parameters) {
    const predictor = openPredictor(spec, parameters);
    const outputs = await predictor.outputsOf(data.features, examples);
    predictor.dispose();
    const targets = targetsOf(data);
    const points = outputs.length / examples / (spec.task === 'segmentation' ? classes : 1);
    let loss = 0;
    if (spec.task === 'multi-label' || spec.task === 'regression') {
        for (const [i, output] of outputs.entries()) {
            const error = Math.abs(output - targets[i]);
            const huber = error < 1 ? error ** 2 / 2 : error - 1 / 2;
            const numberLoss = spec.loss === 'huber' ? huber : error ** 2;
            loss += (spec.task === 'multi-label' ? sigmoidLoss(output, targets[i]) : numberLoss) / points;
        }
        return loss / examples;
    }
    for (const [i, target] of targets.entries()) {
        const row = outputs.subarray(i * classes, (i + 1) * classes);
        const total = row.reduce((sum, logit) => sum + Math.exp(logit), 0);
        loss += Math.log(total) - row[target];
    }
    return loss / targets.length;
}
/** Compares each coordinate of the gradient with a difference quotient of the slow loss. */
async function differences(spec, data, tolerance = 5e-4) {
    const parameters = someParameters(spec);
    const { graph, tensors } = buildLayersModel(spec, parameters);
    const chosen = Int32Array.from({ length: examples }, (_, i) => i);
    const found = tf.tidy(() => {
        const { loss, gradients } = lossAndGradients(spec, graph, tensors, data, chosen, undefined);
        const values = gradients.flatMap(gradient => [...gradient.dataSync()]);
        return { loss: loss.dataSync()[0], values };
    });
    tf.dispose([...tensors]);
    const faults = [];
    const expectedLoss = await slowLoss(spec, data, parameters);
    if (Math.abs(found.loss - expectedLoss) > 1e-5)
        faults.push(`the loss is ${found.loss} for ${expectedLoss}`);
    const step = 4e-3;
    for (const [i, gradient] of found.values.entries()) {
        const lossAt = async (by) => {
            const values = Float32Array.from(parameters.values);
            values[i] += by;
            return [await slowLoss(spec, data, { ...parameters, values }), values[i]];
        };
        const [[above, right], [below, left]] = [await lossAt(step), await lossAt(-step)];
        const expected = (above - below) / (right - left);
        const isNear = Math.abs(gradient - expected) < tolerance + 5e-3 * Math.abs(expected);
        if (!isNear)
            faults.push(`coordinate ${i}: ${gradient} for ${expected}`);
    }
    return faults;
}
function network(featureShape, layers) {
    const all = [
        { kind: 'dense', name: 'before', units: featureShape.at(-1) },
        ...layers.map((layer, i) => ({ name: `own-${i}`, ...layer })),
        { kind: 'flatten', name: 'flatten' },
        { kind: 'dense', name: 'end', units: classes },
    ];
    return parseModelSpec({
        family: 'layers',
        task: 'classification',
        inputShape: featureShape,
        layers: all,
    });
}
const image = [4, 5, 2];
const signal = [7, 2];
const kinds = [
    ...['relu', 'relu6', 'tanh', 'sigmoid', 'elu', 'softplus', 'swish'].map(activation => [activation, [4], [{ kind: 'activation', activation }]]),
    ['dense', [3, 2], [{ kind: 'dense', units: 3, activation: 'tanh' }]],
    ['conv1d', signal, [{ kind: 'conv1d', filters: 2, kernelSize: 3, stride: 2, activation: 'tanh' }]],
    ['conv1d, padded', signal, [{ kind: 'conv1d', filters: 2, kernelSize: 4, padding: 'same' }]],
    ['conv2d', image, [{ kind: 'conv2d', filters: 2, kernelSize: [2, 3], activation: 'sigmoid' }]],
    [
        'conv2d, padded with strides',
        image,
        [{ kind: 'conv2d', filters: 2, kernelSize: [3, 2], strides: [2, 3], padding: 'same' }],
    ],
    [
        'depthwise-conv2d',
        image,
        [{ kind: 'depthwise-conv2d', kernelSize: [2, 3], depthMultiplier: 2, padding: 'same' }],
    ],
    [
        'separable-conv2d',
        image,
        [{ kind: 'separable-conv2d', filters: 3, kernelSize: [2, 2], depthMultiplier: 2, strides: [2, 2] }],
    ],
    [
        'conv2d-transpose',
        [2, 3, 2],
        [{ kind: 'conv2d-transpose', filters: 2, kernelSize: [3, 2], strides: [2, 1] }],
    ],
    [
        'conv2d-transpose, padded',
        [2, 3, 2],
        [{ kind: 'conv2d-transpose', filters: 2, kernelSize: [3, 3], strides: [2, 2], padding: 'same' }],
    ],
    ['max-pool1d', signal, [{ kind: 'max-pool1d', size: 3, stride: 2 }]],
    ['average-pool1d, padded', signal, [{ kind: 'average-pool1d', size: 3, padding: 'same' }]],
    ['max-pool2d', image, [{ kind: 'max-pool2d', size: [2, 2] }]],
    ['max-pool2d, padded', image, [{ kind: 'max-pool2d', size: [3, 2], strides: [2, 1], padding: 'same' }]],
    ['average-pool2d', image, [{ kind: 'average-pool2d', size: [2, 3], strides: [1, 2], padding: 'same' }]],
    ['global-average-pool1d', signal, [{ kind: 'global-average-pool1d' }]],
    ['global-average-pool2d', image, [{ kind: 'global-average-pool2d' }]],
    ['reshape', image, [{ kind: 'reshape', shape: [8, 5] }]],
    ['upsample2d', [2, 2, 2], [{ kind: 'upsample2d', factors: [2, 3] }]],
    ['zero-pad2d', [2, 2, 2], [{ kind: 'zero-pad2d', margins: [1, 0, 2, 1] }]],
    ['leaky-relu', [4], [{ kind: 'leaky-relu', slope: 0.3 }]],
    ['layer-normalization', [3, 4], [{ kind: 'layer-normalization' }]],
    ['group-normalization', [2, 3, 4], [{ kind: 'group-normalization', groups: 2, epsilon: 0.1 }]],
    ['add', [4], [{ kind: 'add', from: ['input', 'before', 'before'] }]],
    ['concatenate', [4], [{ kind: 'concatenate', from: ['before', 'input', 'before'] }]],
];
for (const [what, featureShape, layers] of kinds) {
    test.serial(`the gradient through ${what} is the difference quotient of the loss`, async (t) => {
        const before = tf.memory().numTensors;
        t.deepEqual(await differences(network(featureShape, layers), someData('classification', featureShape)), []);
        t.is(tf.memory().numTensors, before);
    });
}
const heads = [
    ['several labels', 'multi-label', [4], undefined],
    ['squared errors', 'regression', [4], undefined],
    ['Huber errors', 'regression', [4], 'huber'],
    ['pixels', 'segmentation', [3, 2, 2], undefined],
    ['samples of a signal', 'segmentation', [5, 2], undefined],
];
function headOf(task, inputShape, loss) {
    const layers = [
        { kind: 'dense', name: 'hidden', units: 4, activation: 'tanh' },
        { kind: 'dense', name: 'end', units: classes },
    ];
    return { family: 'layers', task, loss, inputShape, layers };
}
for (const [what, task, featureShape, loss] of heads) {
    test.serial(`the gradient of the loss of ${what} is its difference quotient`, async (t) => {
        t.deepEqual(await differences(headOf(task, featureShape, loss), someData(task, featureShape)), []);
    });
}
test.serial('the gradient of a small residual network and of a U-Net is the difference quotient', async (t) => {
    // The presets at a width at which every coordinate can be moved by itself.
    const narrow = (layers) => layers.map(layer => {
        if (layer.kind === 'group-normalization')
            return { ...layer, groups: 1, epsilon: 0.1 };
        if (layer.kind === 'activation')
            return { ...layer, activation: 'tanh' };
        return 'filters' in layer && layer.name !== 'classes'
            ? { ...layer, filters: layer.filters / 16 }
            : layer;
    });
    const nets = [
        ['small-resnet', 'classification'],
        ['small-u-net', 'segmentation'],
    ];
    for (const [name, task] of nets) {
        const data = someData(task, [4, 4, 1]);
        const spec = modelFromPreset(name, data);
        const small = parseModelSpec({ ...spec, layers: narrow(spec.layers) });
        t.true(parameterCount(small) > 500);
        t.deepEqual(await differences(small, data, 2e-3), []);
    }
});
test.serial('the backends have the same gradients, also of pooling images that are not square', async (t) => {
    const layered = kinds.map(([what, featureShape, layers]) => [what, network(featureShape, layers)]);
    const headed = heads.map(([what, task, shape, loss]) => [what, headOf(task, shape, loss)]);
    for (const [what, spec] of [...layered, ...headed]) {
        const data = someData(spec.task, spec.inputShape);
        const parameters = someParameters(spec);
        const found = [];
        for (const backend of ['wasm', 'cpu']) {
            await startBackend(backend);
            await loadGradients();
            const { graph, tensors } = buildLayersModel(spec, parameters);
            const chosen = Int32Array.from({ length: examples }, (_, i) => i);
            const gradients = tf.tidy(() => [
                ...lossAndGradients(spec, graph, tensors, data, chosen, undefined).gradients,
            ]);
            found.push(gradients.flatMap(gradient => [...gradient.dataSync()]));
            tf.dispose([...tensors, ...gradients]);
        }
        const [wasm, cpu] = found;
        for (const [i, gradient] of wasm.entries())
            t.true(Math.abs(gradient - cpu[i]) < 1e-5, `${what}, coordinate ${i}: ${gradient} and ${cpu[i]}`);
    }
});
//# sourceMappingURL=layer-gradients.test.js.map