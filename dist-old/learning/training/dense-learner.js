/** Learning of the short families, by the step written out in `sgd-step.ts`. */
import * as tf from '@tensorflow/tfjs-core';
import { parameterVector } from '../../aggregation/vector/index.js';
import { featureSizeOf } from '../data/dataset.js';
import { buildModel, disposeModel, parametersOf } from '../models/build-model.js';
import { sgdStep } from './sgd-step.js';
export function openDenseLearner(settings, dataset) {
    const { spec, parameters, learningRate, proximal: mu = 0, momentum: factor = 0 } = settings;
    let model = buildModel(spec, parameters);
    let velocity;
    const proximal = mu === 0 ? undefined : { mu, anchor: buildModel(spec, parameters) };
    const correction = settings.correction && buildModel(spec, parameterVector(settings.correction, parameters.layout)).tensors;
    return {
        step: chosen => {
            const batch = takeBatch(dataset, chosen);
            const momentum = factor === 0 ? undefined : { factor, velocity };
            const stepped = sgdStep(model, batch, learningRate, { proximal, momentum, correction });
            tf.dispose([batch.features, batch.targets]);
            model = stepped.model;
            velocity = stepped.velocity;
            return stepped.lossSum;
        },
        parameters: () => parametersOf(model),
        dispose: () => {
            disposeModel(model);
            if (proximal !== undefined)
                disposeModel(proximal.anchor);
            if (correction !== undefined)
                disposeModel({ ...model, tensors: correction });
            if (velocity !== undefined)
                disposeModel({ ...model, tensors: velocity });
        },
    };
}
/** Copies the chosen examples to the backend. */
function takeBatch(dataset, chosen) {
    if (dataset.task !== undefined && dataset.task !== 'classification')
        throw new TypeError(`a model of this family learns no ${dataset.task}`);
    const { features: from, labels, classes, featureShape } = dataset;
    const size = featureSizeOf(featureShape);
    const features = new Float32Array(chosen.length * size);
    const targets = new Float32Array(chosen.length * classes);
    for (let i = 0; i < chosen.length; i++) {
        const example = chosen[i];
        features.set(from.subarray(example * size, (example + 1) * size), i * size);
        targets[i * classes + labels[example]] = 1;
    }
    return {
        features: tf.tensor2d(features, [chosen.length, size]),
        targets: tf.tensor2d(targets, [chosen.length, classes]),
    };
}
//# sourceMappingURL=dense-learner.js.map