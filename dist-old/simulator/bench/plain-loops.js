/**
 * Training as the library's own documentation writes it, for comparison: `trainOnBatch` of a layered model for the 2NN,
 * an optimizer's `minimize` over plain operations for the convolutional network of McMahan et al. 2017. Runs on the
 * backend in use.
 */
import * as tf from '@tensorflow/tfjs-core';
// Also registers the derivatives of the library's operations.
import * as layers from '@tensorflow/tfjs-layers';
const learningRate = 0.1;
const pixels = 28;
const classes = 10;
export function openPlainLoop(network) {
    const step = network === 'mlp' ? layeredStep() : convolutionalStep();
    return {
        epoch: async (dataset, batchSize) => {
            let loss = Number.NaN;
            for (let start = 0; start < dataset.examples; start += batchSize) {
                const { features, targets } = batchOf(dataset, start, Math.min(start + batchSize, dataset.examples));
                loss = await step(features, targets);
                tf.dispose([features, targets]);
            }
            return loss;
        },
    };
}
/** 784 pixels, two hidden layers of 200, ten digits. */
function layeredStep() {
    const model = layers.sequential({
        layers: [
            layers.layers.dense({ inputShape: [pixels * pixels], units: 200, activation: 'relu' }),
            layers.layers.dense({ units: 200, activation: 'relu' }),
            layers.layers.dense({ units: classes, activation: 'softmax' }),
        ],
    });
    model.compile({ optimizer: tf.train.sgd(learningRate), loss: 'categoricalCrossentropy' });
    return async (features, targets) => (await model.trainOnBatch(features, targets));
}
/** Two convolutions of 5 by 5 (32 and 64 channels), each pooled by 2, 512 units, ten digits: 1,663,370 parameters. */
function convolutionalStep() {
    const optimizer = tf.train.sgd(learningRate);
    const weights = {
        first: variable([5, 5, 1, 32], 25),
        second: variable([5, 5, 32, 64], 800),
        dense: variable([7 * 7 * 64, 512], 3136),
        top: variable([512, classes], 512),
        biases: [zeros(32), zeros(64), zeros(512), zeros(classes)],
    };
    const pooled = (x, filter, bias) => tf.maxPool(tf.relu(tf.add(tf.conv2d(x, filter, 1, 'same'), bias)), 2, 2, 'valid');
    const lossOf = (features, targets) => {
        const [b1, b2, b3, b4] = weights.biases;
        const images = tf.reshape(features, [-1, pixels, pixels, 1]);
        const first = pooled(images, weights.first, b1);
        const second = pooled(first, weights.second, b2);
        const flat = tf.reshape(second, [-1, 7 * 7 * 64]);
        const hidden = tf.relu(tf.add(tf.matMul(flat, weights.dense), b3));
        return tf.losses.softmaxCrossEntropy(targets, tf.add(tf.matMul(hidden, weights.top), b4));
    };
    return async (features, targets) => {
        const loss = optimizer.minimize(() => lossOf(features, targets), true);
        const [value] = await loss.data();
        loss.dispose();
        return value;
    };
}
function zeros(units) {
    return tf.variable(tf.zeros([units]));
}
/** Drawn as He et al. 2015 advise for units that rectify. */
function variable(shape, inputs) {
    return tf.variable(tf.truncatedNormal(shape, 0, Math.sqrt(2 / inputs)));
}
function batchOf(dataset, start, end) {
    const size = pixels * pixels;
    const features = dataset.features.slice(start * size, end * size);
    const targets = new Float32Array((end - start) * classes);
    for (let i = start; i < end; i++)
        targets[(i - start) * classes + dataset.labels[i]] = 1;
    return {
        features: tf.tensor2d(features, [end - start, size]),
        targets: tf.tensor2d(targets, [end - start, classes]),
    };
}
//# sourceMappingURL=plain-loops.js.map