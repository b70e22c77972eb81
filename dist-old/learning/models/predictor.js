/** A model in use, whatever its family: features in, outputs out. */
import * as tf from '@tensorflow/tfjs-core';
import { buildModel, disposeModel, forward } from './build-model.js';
import { buildLayersModel, forwardLayers } from './layers-model.js';
/** Puts the model on the backend. Throws `ModelError` when the parameters are not laid out as the spec says. */
export function openPredictor(spec, parameters) {
    return spec.family === 'layers' ? openLayers(spec, parameters) : openDense(spec, parameters);
}
function openDense(spec, parameters) {
    const model = buildModel(spec, parameters);
    return {
        outputsOf: (features, examples) => readOutputs(() => {
            const columns = tf.transpose(tf.tensor2d(features, [examples, features.length / examples]));
            return tf.transpose(forward(model, columns).at(-1));
        }),
        dispose: () => disposeModel(model),
    };
}
function openLayers(spec, parameters) {
    const { graph, tensors } = buildLayersModel(spec, parameters);
    return {
        outputsOf: (features, examples) => readOutputs(() => forwardLayers(graph, tensors, tf.tensor(features, [examples, ...spec.inputShape]))),
        dispose: () => tf.dispose([...tensors]),
    };
}
async function readOutputs(compute) {
    const outputs = tf.tidy(compute);
    const values = await outputs.data();
    outputs.dispose();
    return values;
}
//# sourceMappingURL=predictor.js.map