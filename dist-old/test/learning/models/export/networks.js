/** Networks that have every kind of layer among them, with parameters of which none is zero and examples to answer. */
import { initialParameters, modelFromPreset, outputsOf, parseModelSpec, taskOf, } from '../../../../learning/index.js';
import { openPredictor } from '../../../../learning/models/predictor.js';
import { openSeededRandom } from '../../../../learning/seeded-random.js';
const images = [
    { kind: 'conv2d', name: 'conv', filters: 4, kernelSize: [3, 2], padding: 'same', activation: 'swish' },
    { kind: 'depthwise-conv2d', name: 'depthwise', kernelSize: [2, 3], depthMultiplier: 2, activation: 'elu' },
    {
        kind: 'separable-conv2d',
        name: 'separable',
        filters: 6,
        kernelSize: [3, 3],
        strides: [2, 2],
        padding: 'same',
    },
    { kind: 'layer-normalization', name: 'layer-norm', epsilon: 0.01 },
    {
        kind: 'conv2d-transpose',
        name: 'grown',
        filters: 4,
        kernelSize: [3, 2],
        strides: [2, 3],
        padding: 'same',
    },
    {
        kind: 'conv2d-transpose',
        name: 'grown-more',
        filters: 3,
        kernelSize: [1, 3],
        strides: [2, 2],
        bias: false,
    },
    { kind: 'leaky-relu', name: 'leaky', slope: 0.2 },
    { kind: 'average-pool2d', name: 'averages', size: [3, 2], strides: [2, 1], padding: 'same' },
    { kind: 'max-pool2d', name: 'largest', size: [2, 3], padding: 'same' },
    { kind: 'zero-pad2d', name: 'padded', margins: [1, 0, 2, 1] },
    { kind: 'upsample2d', name: 'enlarged', factors: [2, 1] },
    { kind: 'activation', name: 'bent', activation: 'softplus' },
    { kind: 'concatenate', name: 'both', from: ['enlarged', 'bent'] },
    { kind: 'add', name: 'twice', from: ['both', 'both'] },
    { kind: 'dropout', name: 'dropped', rate: 0.5 },
    { kind: 'global-average-pool2d', name: 'mean' },
    { kind: 'dense', name: 'classes', units: 4 },
];
const signals = [
    {
        kind: 'conv1d',
        name: 'conv',
        filters: 4,
        kernelSize: 3,
        stride: 2,
        padding: 'same',
        activation: 'relu6',
    },
    { kind: 'max-pool1d', name: 'largest', size: 3, stride: 2 },
    { kind: 'average-pool1d', name: 'averages', size: 2, stride: 1, padding: 'same' },
    { kind: 'reshape', name: 'reshaped', shape: [2, -1] },
    { kind: 'dense', name: 'mixed', units: 5, activation: 'sigmoid' },
    { kind: 'global-average-pool1d', name: 'mean' },
    { kind: 'dense', name: 'labels', units: 3 },
];
const grouped = [
    { kind: 'conv2d', name: 'conv', filters: 6, kernelSize: [3, 3], padding: 'same', activation: 'tanh' },
    { kind: 'group-normalization', name: 'norm', groups: 3, epsilon: 0.05 },
    { kind: 'conv2d', name: 'classes', filters: 3, kernelSize: [1, 1] },
];
const layersModel = (task, inputShape, layers) => parseModelSpec({ family: 'layers', task, inputShape, layers });
/** What TensorFlow.js has, too. */
export const plainNetworks = {
    'an image network': layersModel('classification', [7, 9, 2], images),
    'a signal network': layersModel('multi-label', [18, 2], signals),
    'a regression': modelFromPreset('tabular-mlp', { featureShape: [5], task: 'regression', outputs: 2 }),
    'a segmentation': layersModel('segmentation', [6, 5, 2], [grouped[0], grouped[2]]),
    'an mlp': { family: 'mlp', inputShape: [3, 4], hidden: [6, 5], classes: 3, activation: 'tanh' },
    'a logistic regression': { family: 'logistic', inputShape: [6], classes: 2 },
};
export const networks = {
    ...plainNetworks,
    'a group-normalised segmentation': layersModel('segmentation', [6, 5, 2], grouped),
    'a residual network': modelFromPreset('small-resnet', { featureShape: [9, 8, 3], classes: 4 }),
    'a U-Net': modelFromPreset('small-u-net', { featureShape: [8, 4, 1], task: 'segmentation', classes: 2 }),
};
export const examples = 3;
export function someParameters(spec) {
    const random = openSeededRandom(7, 'export');
    const { values, layout } = initialParameters(spec, 1);
    return { values: values.map(value => value + 0.2 * random.normal()), layout };
}
export function someFeatures({ inputShape }) {
    const random = openSeededRandom(8, 'export');
    const size = inputShape.reduce((product, extent) => product * extent, examples);
    return Float32Array.from({ length: size }, random.normal);
}
/** What the model puts out here, with the task's softmax or sigmoid. */
export async function expectedOutputs(spec) {
    const predictor = openPredictor(spec, someParameters(spec));
    const outputs = [...(await predictor.outputsOf(someFeatures(spec), examples))];
    predictor.dispose();
    const task = taskOf(spec);
    if (task === 'regression')
        return outputs;
    if (task === 'multi-label')
        return outputs.map(logit => 1 / (1 + Math.exp(-logit)));
    const classes = outputsOf(spec);
    return outputs.map((logit, i) => {
        const start = i - (i % classes);
        const row = outputs.slice(start, start + classes);
        return Math.exp(logit) / row.reduce((sum, other) => sum + Math.exp(other), 0);
    });
}
//# sourceMappingURL=networks.js.map