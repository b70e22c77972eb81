/**
 * One step of minibatch gradient descent on softmax cross-entropy, the backward pass written out. It computes what
 * `tf.grads` would, several times faster on WASM: that backend has no fast product with a transposed operand, so
 * transposes are made explicitly, of the small matrices (see build-model.ts for why examples are columns).
 */
import * as tf from '@tensorflow/tfjs-core';
import { activationSlope, forward } from '../models/build-model.js';
/** The loss of a batch and its gradient times `scale`. Call inside `tf.tidy`. */
export function gradients(model, batch, scale) {
    const columns = tf.transpose(batch.features);
    const outputs = forward(model, columns);
    const top = crossEntropy(tf.transpose(outputs.at(-1)), batch.targets);
    let upper = tf.transpose(tf.mul(top.difference, scale));
    const layers = [];
    for (let i = model.layers.length - 1; i >= 0; i--) {
        const inputRows = i === 0 ? batch.features : tf.transpose(outputs[i - 1]);
        layers.unshift({ kernel: tf.matMul(upper, inputRows), bias: tf.sum(upper, 1, true) });
        if (i > 0) {
            const below = tf.matMul(tf.transpose(model.tensors[i].kernel), upper);
            upper = tf.mul(below, activationSlope(model.layers[i - 1].activation, outputs[i - 1]));
        }
    }
    return { layers, lossSum: top.lossSum };
}
/** Loss of softmax(logits) against one-hot targets, and its gradient by the logits, softmax − targets. */
function crossEntropy(logits, targets) {
    // The largest logit is taken off first, so that no exponential overflows and no logarithm meets zero.
    const shifted = tf.sub(logits, tf.max(logits, 1, true));
    const exponentials = tf.exp(shifted);
    const sums = tf.sum(exponentials, 1, true);
    const chosen = tf.sum(tf.mul(shifted, targets));
    return {
        difference: tf.sub(tf.div(exponentials, sums), targets),
        lossSum: tf.sub(tf.sum(tf.log(sums)), chosen),
    };
}
/**
 * The model after one step at `learningRate` on the batch's mean loss, and the batch's summed loss. The old model's
 * tensors and the old velocity are disposed; the caller owns the new ones.
 */
export function sgdStep(model, batch, learningRate, { proximal, momentum, correction } = {}) {
    const [lossSum, ...stepped] = tf.tidy(() => {
        // The rate goes into the small matrix at the top, so that no gradient as large as the model is scaled.
        const { layers, lossSum } = gradients(model, batch, learningRate / batch.features.shape[0]);
        const anchored = proximal === undefined ? model.tensors : pulled(model, proximal, learningRate);
        const starts = correction === undefined ? anchored : corrected(anchored, correction, learningRate);
        const steps = momentum === undefined ? layers : accelerated(layers, momentum);
        const tensors = starts.flatMap(({ kernel, bias }, i) => [
            tf.sub(kernel, steps[i].kernel),
            tf.sub(bias, steps[i].bias),
        ]);
        return [lossSum, ...tensors, ...(momentum === undefined ? [] : flat(steps))];
    });
    tf.dispose([...flat(model.tensors), ...flat(momentum?.velocity ?? [])]);
    const count = 2 * model.layers.length;
    return {
        model: { ...model, tensors: paired(stepped.slice(0, count)) },
        lossSum: lossSum,
        velocity: momentum && paired(stepped.slice(count)),
    };
}
function accelerated(layers, { factor, velocity }) {
    if (velocity === undefined)
        return layers;
    const add = (own, last) => tf.add(own, tf.mul(last, factor));
    return layers.map(({ kernel, bias }, i) => {
        const last = velocity[i];
        return { kernel: add(kernel, last.kernel), bias: add(bias, last.bias) };
    });
}
function flat(layers) {
    return layers.flatMap(({ kernel, bias }) => [kernel, bias]);
}
function paired(tensors) {
    return Array.from({ length: tensors.length / 2 }, (_, i) => ({
        kernel: tensors[2 * i],
        bias: tensors[2 * i + 1],
    }));
}
/** The model's tensors after the proximal term's own step. */
function pulled(model, proximal, learningRate) {
    const rate = learningRate * proximal.mu;
    const pull = (tensor, anchor) => tf.sub(tensor, tf.mul(tf.sub(tensor, anchor), rate));
    return model.tensors.map(({ kernel, bias }, i) => {
        const anchor = proximal.anchor.tensors[i];
        return { kernel: pull(kernel, anchor.kernel), bias: pull(bias, anchor.bias) };
    });
}
/** Tensors after the correction's own step. */
function corrected(tensors, correction, learningRate) {
    const step = (tensor, by) => tf.sub(tensor, tf.mul(by, learningRate));
    return tensors.map(({ kernel, bias }, i) => ({
        kernel: step(kernel, correction[i].kernel),
        bias: step(bias, correction[i].bias),
    }));
}
//# sourceMappingURL=sgd-step.js.map