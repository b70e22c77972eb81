/**
 * Clipped sums of the short families without one record's gradient ever being written out. A layer's gradient for one
 * record is the outer product of what came in and of the loss's slope by its sums, so that its norm is the product of two
 * norms (Goodfellow 2015); and the sum of scaled gradients is one product in which the slopes are scaled (Li et al. 2022,
 * "ghost clipping", without its second backward pass).
 */
import * as tf from '@tensorflow/tfjs-core'
import { type Dataset, featureSizeOf } from '../../data/dataset.ts'
import {
  buildModel,
  disposeModel,
  type LayerTensors,
  type Model,
  parametersOf,
} from '../../models/build-model.ts'
import type { DenseSpec } from '../../models/model-spec.ts'
import { takeClassBatch } from '../dense-learner.ts'
import { layerGradients, type Passes, passes } from '../sgd-step.ts'
import { clipFactors, countWithin, squaredOuter } from './clip-factors.ts'
import {
  type ClippedSum,
  type ClippingModel,
  keptRecords,
  readInto,
  replaceTensors,
  tidied,
  valuesOf,
} from './clipping-model.ts'
import type { ClippingSettings } from './clipping-settings.ts'
import { clipSlack, mostInSum } from './sensitivity.ts'

type Settings = Omit<ClippingSettings, 'seed'> & { readonly spec: DenseSpec }

export function openDenseClipping({ spec, parameters, privacy }: Settings, dataset: Dataset): ClippingModel {
  let model = buildModel(spec, parameters)
  let { clipNorm } = privacy
  const slack = clipSlack(Math.max(...model.layers.map(({ units }) => units)))
  const flat = () => flatTensors(model.tensors)
  const addUp = async (chosen: Int32Array, into: Float32Array): Promise<ClippedSum> => {
    const batch = takeClassBatch(dataset, chosen)
    const { inputs, deltas, lossSum } = tidied(() => passes(model, batch, 1))
    try {
      const squared = await squaredNorms(model, { inputs, deltas }, dataset, chosen)
      const factors = clipFactors(squared, clipNorm, slack)
      await readInto(clippedSums(batch.features, { inputs, deltas }, factors), into)
      return { lossSum: (await lossSum.data())[0]!, within: countWithin(factors) }
    } finally {
      tf.dispose([batch.features, batch.targets, ...inputs, ...deltas, lossSum])
    }
  }
  return {
    mostAtOnce: mostInSum,
    values: () => valuesOf(flat()),
    addUp,
    clipTo: next => {
      clipNorm = next
    },
    put: values => {
      const tensors = replaceTensors(flat(), values) as tf.Tensor2D[]
      const paired = model.layers.map((_, i) => ({ kernel: tensors[2 * i]!, bias: tensors[2 * i + 1]! }))
      model = { ...model, tensors: paired }
    },
    parameters: () => parametersOf(model),
    dispose: () => disposeModel(model),
  }
}

function flatTensors(layers: readonly LayerTensors[]): readonly tf.Tensor[] {
  return layers.flatMap(({ kernel, bias }) => [kernel, bias])
}

type Columns = Pick<Passes, 'inputs' | 'deltas'>

/**
 * The squared norm of each record's gradient, layer by layer that of an outer product. The records' own values are squared in
 * this thread, from where they lie.
 */
async function squaredNorms(
  { layers }: Model,
  { inputs, deltas }: Columns,
  { features, featureShape }: Dataset,
  chosen: Int32Array,
): Promise<Float64Array> {
  const count = chosen.length
  const squares = tf.tidy(() =>
    tf.concat([...deltas, ...inputs.slice(1)].map(columns => tf.sum(tf.square(columns), 0))),
  )
  const read = await squares.data()
  squares.dispose()
  const size = featureSizeOf(featureShape)
  return Float64Array.from(chosen, (record, place) =>
    layers.reduce((total, layer, i) => {
      const slopes = { squared: read[i * count + place]!, length: layer.units }
      const below = read[(layers.length + i - 1) * count + place]!
      const squared = i === 0 ? squaredNorm(features, record * size, size) : below
      return total + squaredOuter(slopes, { squared, length: layer.inputs }, true)
    }, 0),
  )
}

function squaredNorm(values: Float32Array, start: number, length: number): number {
  let sum = 0
  for (let i = start; i < start + length; i++) sum += values[i]! ** 2
  return sum
}

function clippedSums(
  features: tf.Tensor2D,
  { inputs, deltas }: Columns,
  factors: Float32Array,
): readonly tf.Tensor[] {
  return tidied(() => {
    const row = tf.tensor2d(factors, [1, factors.length])
    const isLeftOut = factors.includes(0)
    const numbers = (columns: tf.Tensor2D) => (isLeftOut ? keptRecords(columns, row) : columns)
    const clipped = deltas.map(delta => tf.mul(numbers(delta), row) as tf.Tensor2D)
    // What is no number may be the record's own values.
    const kept = isLeftOut ? keptRecords(features, tf.reshape(row, [factors.length, 1])) : features
    return flatTensors(layerGradients(kept, inputs.map(numbers), clipped))
  })
}
