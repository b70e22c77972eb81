import { ModelError } from '../../errors.js';
import { outputsOfData, taskOfData } from '../data-shape.js';
import { parseModelSpec } from '../model-spec.js';
import { fullyConnected, mnistCnn } from './plain.js';
import { smallResnet } from './residual.js';
import { signalCnn } from './signal.js';
import { smallUnet } from './u-net.js';
const presets = {
    /** McMahan et al. 2017, section 3: the MNIST 2NN, 199,210 parameters on 28 by 28 pixels and 10 classes. */
    'mnist-2nn': (shape) => mlp(shape, [200, 200]),
    /** The same section's CNN: 1,663,370 parameters on 28 by 28 grey pixels and 10 classes. */
    'mnist-cnn': (shape) => network(shape, mnistCnn(shape)),
    /** One linear layer and a softmax. */
    'logistic-regression': (shape) => logistic(shape),
    /** One linear layer, for numbers. */
    'linear-regression': (shape) => network(only(shape, 'regression'), fullyConnected(shape, [])),
    /** Two small hidden layers, for tables of some tens of columns. */
    'tabular-mlp': (shape) => mlp(shape, [64, 32]),
    /** Three convolutions over a signal of any length. */
    'signal-cnn': (shape) => network(shape, signalCnn(shape)),
    /** Fourteen layers with shortcuts (He et al. 2016), normalised in groups of channels. */
    'small-resnet': (shape) => network(shape, smallResnet(shape)),
    /** Two levels down and up again (Ronneberger et al. 2015), a class for every pixel. */
    'small-u-net': (shape) => network(only(shape, 'segmentation'), smallUnet(shape)),
};
export const modelPresets = Object.keys(presets);
/** The specification of a named preset for data of this shape. Throws `ModelError` for a name it does not know. */
export function modelFromPreset(name, shape) {
    if (!Object.hasOwn(presets, name)) {
        throw new ModelError(`there is no model preset "${name}"; use one of ${modelPresets.join(', ')}`);
    }
    return parseModelSpec(presets[name](shape));
}
/** The MNIST 2NN on the real thing: 28 by 28 grey pixels, ten digits. */
export const mnist2nn = modelFromPreset('mnist-2nn', {
    featureShape: [28, 28, 1],
    classes: 10,
});
/** A multilayer perceptron: of the short family for classes, of layers for other tasks. */
function mlp(shape, hidden) {
    if (taskOfData(shape) !== 'classification')
        return network(shape, fullyConnected(shape, hidden));
    return {
        family: 'mlp',
        inputShape: [...shape.featureShape],
        hidden: [...hidden],
        classes: outputsOfData(shape),
        activation: 'relu',
    };
}
function logistic(shape) {
    if (shape.task === 'multi-label')
        return network(shape, fullyConnected(shape, []));
    const { featureShape } = only(shape, 'classification');
    return { family: 'logistic', inputShape: [...featureShape], classes: outputsOfData(shape) };
}
function network(shape, layers) {
    return { family: 'layers', task: taskOfData(shape), inputShape: [...shape.featureShape], layers };
}
function only(shape, task) {
    if (taskOfData(shape) === task)
        return shape;
    throw new ModelError(`the preset is for ${task} and the data for ${taskOfData(shape)}; use another preset`);
}
//# sourceMappingURL=index.js.map