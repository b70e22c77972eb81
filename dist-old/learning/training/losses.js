/** The losses of the tasks, as sums over the examples of a batch. Call inside `tf.tidy`. */
import * as tf from '@tensorflow/tfjs-core';
/**
 * The summed loss of a batch. `targets` are class numbers [examples] or [examples × positions] for classification and
 * segmentation, zeros and ones [examples, labels] for multi-label, numbers [examples, outputs] for regression.
 */
export function lossSumOf({ task, loss }, outputs, targets) {
    const units = outputs.shape.at(-1);
    const perExample = outputs.size / outputs.shape[0] / units;
    const total = tf.sum(pointLosses(task, loss, tf.reshape(outputs, [-1, units]), targets));
    const points = task === 'multi-label' || task === 'regression' ? units : perExample;
    return tf.div(total, points);
}
function pointLosses(task, loss, outputs, targets) {
    switch (task) {
        case 'classification':
        case 'segmentation':
            return softmaxCrossEntropy(outputs, targets);
        case 'multi-label':
            return sigmoidCrossEntropy(outputs, targets);
        case 'regression':
            return loss === 'huber' ? huber(outputs, targets) : tf.squaredDifference(outputs, targets);
    }
}
/** -log softmax(logits)[class], the largest logit taken off first (`tf.logSoftmax` does). */
function softmaxCrossEntropy(logits, labels) {
    const chosen = tf.oneHot(labels, logits.shape[1]);
    return tf.neg(tf.sum(tf.mul(tf.logSoftmax(logits), chosen), 1));
}
/** log(1 + e^x) - x × target: finite for any logit, and its gradient sigmoid(x) - target also at zero. */
function sigmoidCrossEntropy(logits, targets) {
    return tf.sub(tf.softplus(logits), tf.mul(logits, targets));
}
/** Half the square up to an error of 1, its tangent beyond (Huber 1964). */
function huber(outputs, targets) {
    const error = tf.abs(tf.sub(outputs, targets));
    const near = tf.minimum(error, 1);
    return tf.add(tf.mul(tf.square(near), 0.5), tf.sub(error, near));
}
//# sourceMappingURL=losses.js.map