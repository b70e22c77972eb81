/** A network of layers as tensors: one for each place of the parameter vector, in its order and shape. */
import * as tf from '@tensorflow/tfjs-core';
import { coordinatesOf, coordinatesOfLayout, parameterVector, } from '../../aggregation/vector/index.js';
import { computeNode } from './layers/forward.js';
import { graphOf } from './layers/index.js';
import { layoutOf, requireLayout } from './parameters.js';
/** Puts the parameters on the backend. Throws `ModelError` when the vector's layout is not the spec's. */
export function buildLayersModel(spec, parameters) {
    const layout = layoutOf(spec);
    requireLayout(parameters, layout);
    let offset = 0;
    const tensors = layout.map(place => {
        const values = parameters.values.slice(offset, offset + coordinatesOf(place));
        offset += values.length;
        return tf.tensor(values, [...place.shape]);
    });
    return { spec, graph: graphOf(spec), tensors };
}
/** Reads the parameters back as one vector. */
export async function layersParametersOf({ spec, tensors }) {
    const layout = layoutOf(spec);
    const values = new Float32Array(coordinatesOfLayout(layout));
    let offset = 0;
    for (const tensor of tensors) {
        values.set(await tensor.data(), offset);
        offset += tensor.size;
    }
    return parameterVector(values, layout);
}
/**
 * The model's outputs for features [batch, ...inputShape]: logits, or numbers under regression. `dropping` draws what
 * dropout layers leave out, while training only. Call inside `tf.tidy`.
 */
export function forwardLayers({ nodes }, tensors, features, dropping) {
    const outputs = [];
    let taken = 0;
    for (const node of nodes) {
        const inputs = node.sources.map(place => (place < 0 ? features : outputs[place]));
        const weights = tensors.slice(taken, taken + node.weights.length);
        taken += weights.length;
        outputs.push(computeNode(inputs, { node, weights, dropping }));
    }
    return outputs.at(-1);
}
//# sourceMappingURL=layers-model.js.map