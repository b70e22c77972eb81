/** The losses of the tasks, as sums over the examples of a batch. Call inside `tf.tidy`. */
import * as tf from '@tensorflow/tfjs-core'
import type { LayersSpec } from '../models/layers/index.ts'
import type { Task } from '../models/task.ts'

/**
 * The summed loss of a batch. `targets` are class numbers [examples] or [examples × positions] for classification and
 * segmentation, zeros and ones [examples, labels] for multi-label, numbers [examples, outputs] for regression.
 */
export function lossSumOf(
  { task, loss }: Pick<LayersSpec, 'task' | 'loss'>,
  outputs: tf.Tensor,
  targets: tf.Tensor,
): tf.Scalar {
  const units = outputs.shape.at(-1)!
  const perExample = outputs.size / outputs.shape[0]! / units
  const total = tf.sum(pointLosses(task, loss, tf.reshape(outputs, [-1, units]), targets))
  const points = task === 'multi-label' || task === 'regression' ? units : perExample
  return tf.div(total, points)
}

function pointLosses(
  task: Task,
  loss: LayersSpec['loss'],
  outputs: tf.Tensor2D,
  targets: tf.Tensor,
): tf.Tensor {
  switch (task) {
    case 'classification':
    case 'segmentation':
      return softmaxCrossEntropy(outputs, targets as tf.Tensor1D)
    case 'multi-label':
      return sigmoidCrossEntropy(outputs, targets)
    case 'regression':
      return loss === 'huber' ? huber(outputs, targets) : tf.squaredDifference(outputs, targets)
  }
}

/** -log softmax(logits)[class], the largest logit taken off first (`tf.logSoftmax` does). */
function softmaxCrossEntropy(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor {
  const chosen = tf.oneHot(labels, logits.shape[1])
  return tf.neg(tf.sum(tf.mul(tf.logSoftmax(logits), chosen), 1))
}

/** log(1 + e^x) - x × target: finite for any logit, and its gradient sigmoid(x) - target also at zero. */
function sigmoidCrossEntropy(logits: tf.Tensor, targets: tf.Tensor): tf.Tensor {
  return tf.sub(tf.softplus(logits), tf.mul(logits, targets))
}

/** Half the square up to an error of 1, its tangent beyond (Huber 1964). */
function huber(outputs: tf.Tensor, targets: tf.Tensor): tf.Tensor {
  const error = tf.abs(tf.sub(outputs, targets))
  const near = tf.minimum(error, 1)
  return tf.add(tf.mul(tf.square(near), 0.5), tf.sub(error, near))
}
