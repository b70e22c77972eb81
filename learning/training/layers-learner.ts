/** Learning of networks of layers, by automatic differentiation. */
import * as tf from '@tensorflow/tfjs-core'
import { parameterVector } from '../../aggregation/vector/index.ts'
import { type Dataset, featureSizeOf, targetSizeOf, targetsOf } from '../data/dataset.ts'
import { TrainingError } from '../errors.ts'
import type { LayerGraph, LayersSpec } from '../models/layers/index.ts'
import { buildLayersModel, forwardLayers, layersParametersOf } from '../models/layers-model.ts'
import { openSeededRandom, type SeededRandom } from '../seeded-random.ts'
import type { Learner, LearningSettings } from './learner.ts'
import { lossSumOf } from './losses.ts'

type Settings = LearningSettings & { readonly spec: LayersSpec }

/** Values that a step may keep for its backward pass, 1 GiB of them: WebAssembly has four in all. */
const activationsOfStep = 1 << 28

export function openLayersLearner(settings: Settings, dataset: Dataset): Learner {
  const { spec, parameters, learningRate, proximal = 0, momentum = 0, correction } = settings
  const model = buildLayersModel(spec, parameters)
  requireRoom(model.graph, Math.min(settings.batchSize, dataset.examples))
  const dropping = openSeededRandom(settings.seed, 'dropped values')
  const anchor = proximal === 0 ? [] : model.tensors.map(tensor => tf.clone(tensor))
  const corrections =
    correction === undefined
      ? []
      : buildLayersModel(spec, parameterVector(correction, parameters.layout)).tensors
  let { tensors } = model
  let velocity: readonly tf.Tensor[] = []
  return {
    step: chosen => {
      const held = [...tensors, ...velocity]
      const [lossSum, ...moved] = tf.tidy(() => {
        const { loss, gradients } = lossAndGradients(spec, model.graph, tensors, dataset, chosen, dropping)
        const steps = gradients.map((gradient, i) => stepOf(gradient, velocity[i]))
        const next = tensors.map((tensor, i) =>
          tf.sub(corrected(pulled(tensor, anchor[i]), corrections[i]), steps[i]!),
        )
        return [tf.mul(loss, chosen.length), ...next, ...(momentum === 0 ? [] : steps)]
      })
      tf.dispose(held)
      tensors = moved.slice(0, tensors.length)
      velocity = moved.slice(tensors.length)
      return lossSum as tf.Scalar
    },
    parameters: () => layersParametersOf({ ...model, tensors }),
    dispose: () => tf.dispose([...tensors, ...velocity, ...anchor, ...corrections]),
  }

  function stepOf(gradient: tf.Tensor, last: tf.Tensor | undefined): tf.Tensor {
    const own = tf.mul(gradient, learningRate)
    return last === undefined ? own : tf.add(own, tf.mul(last, momentum))
  }

  /** A tensor after the correction's own step. */
  function corrected(tensor: tf.Tensor, by: tf.Tensor | undefined): tf.Tensor {
    return by === undefined ? tensor : tf.sub(tensor, tf.mul(by, learningRate))
  }

  /** A tensor after the proximal term's own step. */
  function pulled(tensor: tf.Tensor, from: tf.Tensor | undefined): tf.Tensor {
    return from === undefined ? tensor : tf.sub(tensor, tf.mul(tf.sub(tensor, from), learningRate * proximal))
  }
}

function requireRoom({ activations }: LayerGraph, batchSize: number): void {
  if (activations * batchSize <= activationsOfStep) return
  const most = Math.floor(activationsOfStep / activations)
  throw new TrainingError(
    'bad-request',
    `a step of ${batchSize} examples keeps ${activations * batchSize} values for its backward pass; the limit is ` +
      `${activationsOfStep}: use a batchSize of at most ${most}`,
  )
}

/** Mean loss of the chosen examples and its gradient by every tensor. */
export function lossAndGradients(
  spec: LayersSpec,
  graph: LayerGraph,
  tensors: readonly tf.Tensor[],
  dataset: Dataset,
  chosen: Int32Array,
  dropping: SeededRandom | undefined,
): { readonly loss: tf.Tensor; readonly gradients: readonly tf.Tensor[] } {
  const { features, targets } = takeBatch(dataset, chosen)
  const meanLoss = (...weights: tf.Tensor[]) => {
    const outputs = forwardLayers(graph, weights, features, dropping)
    return tf.div(lossSumOf(spec, outputs, targets), chosen.length) as tf.Scalar
  }
  const { value, grads } = tf.valueAndGrads(meanLoss)([...tensors])
  return { loss: value, gradients: grads }
}

/** Copies the chosen examples to the backend. */
export function takeBatch(dataset: Dataset, chosen: Int32Array) {
  const size = featureSizeOf(dataset.featureShape)
  const width = targetSizeOf(dataset)
  const [allFeatures, allTargets] = [dataset.features, targetsOf(dataset)]
  const features = new Float32Array(chosen.length * size)
  const targets = new Float32Array(chosen.length * width)
  for (let i = 0; i < chosen.length; i++) {
    const example = chosen[i]!
    features.set(allFeatures.subarray(example * size, (example + 1) * size), i * size)
    targets.set(allTargets.subarray(example * width, (example + 1) * width), i * width)
  }
  const isNumbers = dataset.task === 'multi-label' || dataset.task === 'regression'
  return {
    features: tf.tensor(features, [chosen.length, ...dataset.featureShape]),
    targets: isNumbers
      ? tf.tensor2d(targets, [chosen.length, width])
      : tf.tensor1d(Int32Array.from(targets), 'int32'),
  }
}
