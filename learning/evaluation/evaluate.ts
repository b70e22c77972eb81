/** How good a model is on examples it was not trained on: share of right answers and mean cross-entropy. */
import * as tf from '@tensorflow/tfjs-core'
import type { ParameterVector } from '../../aggregation/vector/index.ts'
import { type Dataset, featureSizeOf } from '../data/dataset.ts'
import { fitsModel } from '../data/fits-model.ts'
import { TrainingError } from '../errors.ts'
import { buildModel, disposeModel, forward, type Model } from '../models/build-model.ts'
import type { ModelSpec } from '../models/model-spec.ts'

export interface Evaluation {
  readonly examples: number
  readonly correct: number
  /** correct / examples. */
  readonly accuracy: number
  /** Mean cross-entropy in nats. */
  readonly meanLoss: number
}

const batchExamples = 1000

/**
 * Evaluates in the thread it is called in, on the backend started there; `undefined` when cancelled. Throws
 * `TrainingError` when model and data do not fit.
 */
export async function evaluate(
  spec: ModelSpec,
  parameters: ParameterVector,
  dataset: Dataset,
  isCancelled: () => boolean = () => false,
): Promise<Evaluation | undefined> {
  const fit = fitsModel(dataset, spec)
  if (fit.kind === 'refused') throw new TrainingError('bad-request', fit.message)
  if (dataset.examples === 0) throw new TrainingError('bad-request', 'the dataset holds no examples')
  const model = buildModel(spec, parameters)
  try {
    let [correct, lossSum] = [0, 0]
    for (let start = 0; start < dataset.examples; start += batchExamples) {
      if (isCancelled()) return undefined
      const end = Math.min(start + batchExamples, dataset.examples)
      const score = scoreLogits(
        await logitsOf(model, dataset, start, end),
        dataset.labels.subarray(start, end),
      )
      correct += score.correct
      lossSum += score.lossSum
    }
    const { examples } = dataset
    return { examples, correct, accuracy: correct / examples, meanLoss: lossSum / examples }
  } finally {
    disposeModel(model)
  }
}

/** The logits of examples [start, end), one example after another. */
async function logitsOf(model: Model, dataset: Dataset, start: number, end: number): Promise<Float32Array> {
  const size = featureSizeOf(dataset.featureShape)
  const values = dataset.features.slice(start * size, end * size)
  const logits = tf.tidy(() =>
    tf.transpose(forward(model, tf.transpose(tf.tensor2d(values, [end - start, size]))).at(-1)!),
  )
  const read = await logits.data()
  logits.dispose()
  return read as Float32Array
}

/** Right answers and summed cross-entropy of rows of logits. Of equal largest logits the first is the answer. */
export function scoreLogits(
  logits: Float32Array,
  labels: Int32Array,
): { readonly correct: number; readonly lossSum: number } {
  const classes = logits.length / labels.length
  let [correct, lossSum] = [0, 0]
  for (let i = 0; i < labels.length; i++) {
    const row = logits.subarray(i * classes, (i + 1) * classes)
    const largest = row.reduce((most, logit) => Math.max(most, logit), Number.NEGATIVE_INFINITY)
    const sum = row.reduce((total, logit) => total + Math.exp(logit - largest), 0)
    if (row.indexOf(largest) === labels[i]) correct += 1
    lossSum += largest + Math.log(sum) - row[labels[i]!]!
  }
  return { correct, lossSum }
}
