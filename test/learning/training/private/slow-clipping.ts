/** Clipped sums the slow way: one record after another through the ordinary gradients, clipped and added up in doubles. */
import * as tf from '@tensorflow/tfjs-core'
import { targetSizeOf } from '../../../../learning/data/dataset.ts'
import {
  type ClassDataset,
  type DataShape,
  type Dataset,
  initialParameters,
  type LayersSpec,
  type ModelSpec,
  type Task,
} from '../../../../learning/index.ts'
import { buildModel, disposeModel } from '../../../../learning/models/build-model.ts'
import { buildLayersModel } from '../../../../learning/models/layers-model.ts'
import { openSeededRandom } from '../../../../learning/seeded-random.ts'
import { takeClassBatch } from '../../../../learning/training/dense-learner.ts'
import { lossAndGradients } from '../../../../learning/training/layers-learner.ts'
import { gradients } from '../../../../learning/training/sgd-step.ts'

type Parameters = ReturnType<typeof initialParameters>

/** Parameters in which no bias or shift is zero, so that one left out gives another answer. */
export function someParameters(spec: ModelSpec, seed = 1): Parameters {
  const random = openSeededRandom(seed, 'parameters')
  const { values, layout } = initialParameters(spec, seed)
  return { values: values.map(value => value + 0.2 * random.normal()), layout }
}

/** Records of random numbers, of very different sizes. */
export function someRecords(
  task: Task,
  featureShape: readonly number[],
  examples: number,
  classes = 3,
): Dataset {
  const random = openSeededRandom(9, 'records')
  const shape = { task, featureShape, ...(task === 'regression' ? { outputs: classes } : { classes }) }
  const size = featureShape.reduce((product, extent) => product * extent, 1)
  const count = examples * targetSizeOf(shape as DataShape)
  const features = Float32Array.from(
    { length: examples * size },
    (_, i) => random.normal() * 3 ** ((Math.floor(i / size) % 5) - 2),
  )
  const labels = Int32Array.from({ length: count }, () => random.below(task === 'multi-label' ? 2 : classes))
  const targets = Float32Array.from({ length: count }, random.normal)
  const common = { ...shape, examples, features }
  return { ...common, ...(task === 'regression' ? { targets } : { labels }) } as unknown as Dataset
}

/** One record's gradient in the order of the backend's tensors. */
export function gradientOf(
  spec: ModelSpec,
  parameters: Parameters,
  dataset: Dataset,
  record: number,
): Float64Array {
  const own = Int32Array.of(record)
  const [tensors, done] =
    spec.family === 'layers' ? layersGradient(spec, parameters, dataset, own) : denseGradient()
  const values = Float64Array.from(tensors.flatMap(tensor => [...tensor.dataSync()]))
  tf.dispose(tensors)
  done()
  return values

  function denseGradient(): [tf.Tensor[], () => void] {
    const model = buildModel(spec as Exclude<ModelSpec, LayersSpec>, parameters)
    const batch = takeClassBatch(dataset as ClassDataset, own)
    const found = tf.tidy(() =>
      gradients(model, batch, 1).layers.flatMap(({ kernel, bias }) => [kernel, bias] as tf.Tensor[]),
    )
    tf.dispose([batch.features, batch.targets])
    return [found, () => disposeModel(model)]
  }
}

function layersGradient(
  spec: LayersSpec,
  parameters: Parameters,
  dataset: Dataset,
  own: Int32Array,
): [tf.Tensor[], () => void] {
  const { graph, tensors } = buildLayersModel(spec, parameters)
  const found = tf.tidy(() => [...lossAndGradients(spec, graph, tensors, dataset, own, undefined).gradients])
  return [found, () => tf.dispose([...tensors])]
}

export function normOf(values: ArrayLike<number>): number {
  return Math.sqrt(Array.from(values).reduce((sum, value) => sum + value * value, 0))
}

/** The sum of the records' gradients, each scaled to a norm of `clipNorm` at most. */
export function slowSum(gradientsOfRecords: readonly Float64Array[], clipNorm: number): Float64Array {
  const sum = new Float64Array(gradientsOfRecords[0]!.length)
  for (const gradient of gradientsOfRecords) {
    const factor = Math.min(1, clipNorm / normOf(gradient))
    for (let i = 0; i < sum.length; i++) sum[i]! += factor * gradient[i]!
  }
  return sum
}
