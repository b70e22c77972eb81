/**
 * What each record of a batch adds to the gradient of one layer's weights, from what came into the layer and the slopes of
 * the records' losses by what the layer made of its weights.
 *
 * Where a layer is applied once to a record, the record's gradient is an outer product and is left as one. Elsewhere, as in
 * convolutions, it is written out: the sums over positions inside one record's gradient may cancel, and the error of a sum
 * of floats is bounded by the norms of what is added up only if those norms are of the gradients themselves.
 */
import * as tf from '@tensorflow/tfjs-core'
import { imageWindow } from '../../models/layers/convolution.ts'
import { computeNode, standardisedGroups, standardisedRows } from '../../models/layers/forward.ts'
import { type LayerNode, sizeOfShape } from '../../models/layers/index.ts'
import { atLeast, squaredOuter } from './clip-factors.ts'
import { keptRecords } from './clipping-model.ts'

export type LayerShare =
  | {
      readonly kind: 'outer'
      /** [batch, inputs]. */
      readonly inputs: tf.Tensor2D
      /** [batch, units]. */
      readonly slopes: tf.Tensor2D
      readonly hasBias: boolean
    }
  /** One tensor for each of the layer's weights, [batch, ...its shape]. */
  | { readonly kind: 'each'; readonly gradients: readonly tf.Tensor[] }

/** The shares of a layer's records. Call inside `tf.tidy`. */
export function layerShare(
  node: LayerNode,
  weights: readonly tf.Tensor[],
  input: tf.Tensor,
  slopes: tf.Tensor,
): LayerShare {
  const { layer } = node
  if (layer.kind !== 'dense' || positionsOf(node) > 1)
    return { kind: 'each', gradients: gradientsOfEach(node, weights, input, slopes) }
  const rows = (values: tf.Tensor) => tf.reshape(values, [values.shape[0]!, -1]) as tf.Tensor2D
  return { kind: 'outer', inputs: rows(input), slopes: rows(slopes), hasBias: weights.length > 1 }
}

/** Values of one record's gradient that `layerShare` writes out. */
export function writtenOut(node: LayerNode): number {
  if (node.layer.kind === 'dense' && positionsOf(node) === 1) return 0
  return node.weights.reduce((sum, { shape }) => sum + sizeOfShape(shape), 0)
}

/** The longest sum that `squaresOf` takes for this layer. */
export function longestSum(node: LayerNode): number {
  const lengths = node.weights.map(({ shape }) => sizeOfShape(shape) / shape.at(-1)! + shape.at(-1)!)
  return Math.max(0, ...lengths)
}

function positionsOf({ layer, outputShape }: LayerNode): number {
  return layer.kind === 'dense' ? sizeOfShape(outputShape) / layer.units : 1
}

/** The sums of squares, each [batch], of which `squaredOf` makes norms. Call inside `tf.tidy`. */
export function squaresOf(share: LayerShare): readonly tf.Tensor[] {
  if (share.kind === 'each') return [tf.addN(share.gradients.map(squaresInStages))]
  return [share.slopes, share.inputs].map(rows => tf.sum(tf.square(rows), 1))
}

/** At least the squared norm of one record's share, from its own sums of squares. */
export function squaredOf(share: LayerShare, squares: readonly number[]): number {
  const [first, second] = squares as [number, number]
  if (share.kind === 'each') return atLeast(first, valuesOfOne(share))
  const slopes = { squared: first, length: share.slopes.shape[1] }
  return squaredOuter(slopes, { squared: second, length: share.inputs.shape[1] }, share.hasBias)
}

function valuesOfOne({ gradients }: Extract<LayerShare, { readonly kind: 'each' }>): number {
  return gradients.reduce((sum, { size, shape }) => sum + size / shape[0]!, 0)
}

/** In two stages: the error of a sum of floats grows with its length. */
function squaresInStages(gradients: tf.Tensor): tf.Tensor {
  const [batch] = gradients.shape
  return tf.sum(tf.sum(tf.square(tf.reshape(gradients, [batch!, -1, gradients.shape.at(-1)!])), 2), 1)
}

/** The sum of the records' shares times their factors [batch], one tensor for each of the layer's weights. */
export function sumOfShares(share: LayerShare, factors: Float32Array): readonly tf.Tensor[] {
  const column = tf.tensor2d(factors, [factors.length, 1])
  const numbers = (values: tf.Tensor2D) => (factors.includes(0) ? keptRecords(values, column) : values)
  if (share.kind === 'outer') {
    const clipped = tf.mul(numbers(share.slopes), column) as tf.Tensor2D
    const kernel = tf.matMul(tf.transpose(numbers(share.inputs)), clipped)
    return share.hasBias ? [kernel, tf.sum(clipped, 0)] : [kernel]
  }
  const row = tf.reshape(column, [1, -1]) as tf.Tensor2D
  return share.gradients.map(gradients =>
    tf.matMul(row, numbers(tf.reshape(gradients, [factors.length, -1]) as tf.Tensor2D)),
  )
}

function gradientsOfEach(
  node: LayerNode,
  weights: readonly tf.Tensor[],
  input: tf.Tensor,
  slopes: tf.Tensor,
): readonly tf.Tensor[] {
  const { layer } = node
  switch (layer.kind) {
    case 'dense': {
      const kernel = tf.matMul(byPosition(input), byPosition(slopes), true, false)
      return withBias(kernel, slopes, weights)
    }
    case 'conv1d': {
      const strides = [1, layer.stride ?? 1] as const
      const [images, imageSlopes] = [tf.expandDims(input, 1), tf.expandDims(slopes, 1)]
      const [length, channels, filters] = weights[0]!.shape as [number, number, number]
      const shape = [1, length, channels, filters]
      const kernels = filterGradients(images, imageSlopes, strides, layer.padding ?? 'valid', shape)
      return withBias(tf.squeeze(kernels, [1]), slopes, weights)
    }
    case 'conv2d': {
      const { strides, padding } = imageWindow(layer)
      return withBias(filterGradients(input, slopes, strides, padding, weights[0]!.shape), slopes, weights)
    }
    case 'layer-normalization':
      return scaleGradients(standardisedRows(input, layer.epsilon), slopes)
    case 'group-normalization':
      return scaleGradients(standardisedGroups(input, layer.groups, layer.epsilon), slopes)
    default:
      return oneByOne(node, weights, input, slopes)
  }
}

/** Values [batch, ..., n] as [batch, positions, n]. */
function byPosition(values: tf.Tensor): tf.Tensor3D {
  return tf.reshape(values, [values.shape[0]!, -1, values.shape.at(-1)!]) as tf.Tensor3D
}

/** With the gradients of the bias, if there is one: the slopes added up over the positions. */
function withBias(kernels: tf.Tensor, slopes: tf.Tensor, weights: readonly tf.Tensor[]) {
  return weights.length > 1 ? [kernels, tf.sum(byPosition(slopes), 1)] : [kernels]
}

/** Of gamma and beta, from the values that gamma multiplies. */
function scaleGradients(standard: tf.Tensor, slopes: tf.Tensor): readonly tf.Tensor[] {
  return [tf.mul(standard, slopes), slopes].map(values => tf.sum(byPosition(values), 1))
}

/** Record after record by the backend's own kernel, [batch, ...filter shape]. */
function filterGradients(
  images: tf.Tensor,
  slopes: tf.Tensor,
  strides: readonly number[],
  pad: 'valid' | 'same',
  filterShape: readonly number[],
): tf.Tensor {
  const attributes = { strides: [...strides], pad, dataFormat: 'NHWC', filterShape: [...filterShape] }
  return tf.stack(
    records(images).map((x, i) => {
      const dy = tf.slice(slopes, i, 1)
      return tf.engine().runKernel('Conv2DBackpropFilter', { x, dy }, attributes) as tf.Tensor
    }),
  )
}

/** By automatic differentiation of the layer alone, record after record: right for every kind of layer. */
function oneByOne(
  node: LayerNode,
  weights: readonly tf.Tensor[],
  input: tf.Tensor,
  slopes: tf.Tensor,
): readonly tf.Tensor[] {
  const linear = { ...node, layer: { ...node.layer, activation: undefined } } as LayerNode
  const gradients = records(input).map((record, i) => {
    const compute = (...values: tf.Tensor[]) =>
      computeNode([record], { node: linear, weights: values, dropping: undefined })
    return tf.grads(compute)([...weights], tf.slice(slopes, i, 1))
  })
  return weights.map((_, place) => tf.stack(gradients.map(own => own[place]!)))
}

/** The batch's records, each as a batch of one. */
function records(values: tf.Tensor): readonly tf.Tensor[] {
  return Array.from({ length: values.shape[0]! }, (_, i) => tf.slice(values, i, 1))
}
