/**
 * A model as tensors, and its forward pass.
 *
 * Activations are kept as columns, one example a column, and kernels as [units, inputs]: a layer is then
 * kernel · columns. The WASM backend packs the right operand of every product before it multiplies; with examples as
 * rows that operand is the kernel, new after each step, and packing it costs more than the product itself.
 */
import * as tf from '@tensorflow/tfjs-core';
import { parameterVector } from '../../aggregation/vector/index.js';
import { layersOf } from './model-spec.js';
import { layoutOf, requireLayout } from './parameters.js';
/** Puts the parameters on the backend. Throws `ModelError` when the vector's layout is not the spec's. */
export function buildModel(spec, parameters) {
    requireLayout(parameters, layoutOf(spec));
    const layers = layersOf(spec);
    let offset = 0;
    const take = (length) => {
        offset += length;
        return parameters.values.slice(offset - length, offset);
    };
    const tensors = layers.map(({ inputs, units }) => ({
        kernel: tf.tidy(() => tf.transpose(tf.tensor2d(take(inputs * units), [inputs, units]))),
        bias: tf.tensor2d(take(units), [units, 1]),
    }));
    return { spec, layers, tensors };
}
/** Reads the parameters back as one vector. */
export async function parametersOf(model) {
    const layout = layoutOf(model.spec);
    const parts = [];
    for (const { kernel, bias } of model.tensors) {
        const rows = tf.transpose(kernel);
        parts.push((await rows.data()), (await bias.data()));
        rows.dispose();
    }
    const values = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0));
    let offset = 0;
    for (const part of parts) {
        values.set(part, offset);
        offset += part.length;
    }
    return parameterVector(values, layout);
}
/** Frees the model's tensors. */
export function disposeModel(model) {
    for (const { kernel, bias } of model.tensors) {
        kernel.dispose();
        bias.dispose();
    }
}
/**
 * The outputs of every layer for a batch of columns [inputs, batch]; the last holds the logits [classes, batch].
 * Call inside `tf.tidy`.
 */
export function forward(model, columns) {
    let current = columns;
    return model.layers.map((layer, i) => {
        const { kernel, bias } = model.tensors[i];
        current = activate(layer.activation, tf.add(tf.matMul(kernel, current), bias));
        return current;
    });
}
function activate(activation, sums) {
    switch (activation) {
        case 'relu':
            return tf.relu(sums);
        case 'tanh':
            return tf.tanh(sums);
        case 'sigmoid':
            return tf.sigmoid(sums);
        case 'linear':
            return sums;
    }
}
/** The derivative of the activation, from what it put out. */
export function activationSlope(activation, outputs) {
    switch (activation) {
        case 'relu':
            return tf.step(outputs);
        case 'tanh':
            return tf.sub(1, tf.square(outputs));
        case 'sigmoid':
            return tf.mul(outputs, tf.sub(1, outputs));
        case 'linear':
            return tf.onesLike(outputs);
    }
}
//# sourceMappingURL=build-model.js.map