/** Learning of the short families, by the step written out in `sgd-step.ts`. */
import * as tf from '@tensorflow/tfjs-core'
import { parameterVector } from '../../aggregation/vector/index.ts'
import { type Dataset, featureSizeOf } from '../data/dataset.ts'
import { buildModel, disposeModel, type LayerTensors, parametersOf } from '../models/build-model.ts'
import type { DenseSpec } from '../models/model-spec.ts'
import type { Learner, LearningSettings } from './learner.ts'
import { type Batch, sgdStep } from './sgd-step.ts'

type Settings = LearningSettings & { readonly spec: DenseSpec }

export function openDenseLearner(settings: Settings, dataset: Dataset): Learner {
  const { spec, parameters, learningRate, proximal: mu = 0, momentum: factor = 0 } = settings
  let model = buildModel(spec, parameters)
  let velocity: readonly LayerTensors[] | undefined
  const proximal = mu === 0 ? undefined : { mu, anchor: buildModel(spec, parameters) }
  const correction =
    settings.correction && buildModel(spec, parameterVector(settings.correction, parameters.layout)).tensors
  return {
    step: chosen => {
      const batch = takeClassBatch(dataset, chosen)
      const momentum = factor === 0 ? undefined : { factor, velocity }
      const stepped = sgdStep(model, batch, learningRate, { proximal, momentum, correction })
      tf.dispose([batch.features, batch.targets])
      model = stepped.model
      velocity = stepped.velocity
      return stepped.lossSum
    },
    parameters: () => parametersOf(model),
    dispose: () => {
      disposeModel(model)
      if (proximal !== undefined) disposeModel(proximal.anchor)
      if (correction !== undefined) disposeModel({ ...model, tensors: correction })
      if (velocity !== undefined) disposeModel({ ...model, tensors: velocity })
    },
  }
}

/** Copies the chosen examples to the backend. */
export function takeClassBatch(dataset: Dataset, chosen: Int32Array): Batch {
  if (dataset.task !== undefined && dataset.task !== 'classification')
    throw new TypeError(`a model of this family learns no ${dataset.task}`)
  const { features: from, labels, classes, featureShape } = dataset
  const size = featureSizeOf(featureShape)
  const features = new Float32Array(chosen.length * size)
  const targets = new Float32Array(chosen.length * classes)
  for (let i = 0; i < chosen.length; i++) {
    const example = chosen[i]!
    features.set(from.subarray(example * size, (example + 1) * size), i * size)
    targets[i * classes + labels[example]!] = 1
  }
  return {
    features: tf.tensor2d(features, [chosen.length, size]),
    targets: tf.tensor2d(targets, [chosen.length, classes]),
  }
}
