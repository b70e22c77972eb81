/**
 * What each kind of layer computes, on a batch of examples, from operations whose gradients are right: that which
 * TensorFlow.js 4.22 gives `resizeNearestNeighbor` is not, so that it is not used. Those of pooling are mended where a
 * backend is started.
 */
import * as tf from '@tensorflow/tfjs-core'
import type { SeededRandom } from '../../seeded-random.ts'
import { imageWindow, signalWindow } from './convolution.ts'
import type { LayerActivation } from './fields.ts'
import type { LayerNode } from './graph.ts'
import type { LayerKindName, LayerOf } from './kinds.ts'
import { usualEpsilon } from './normalization.ts'
import { poolWindow } from './pooling.ts'
import { sizeOfShape } from './shape.ts'
import type { Window } from './windows.ts'

/** Numbers in [0, 1), which decide what is dropped. */
export type Dropping = Pick<SeededRandom, 'unit'>

interface Situation {
  readonly node: LayerNode
  /** The layer's tensors in the order of its weights. */
  readonly weights: readonly tf.Tensor[]
  /** Where dropped values are drawn from while training; absent in use. */
  readonly dropping: Dropping | undefined
  /** Shown what a layer that learns has made of its weights, before its activation; what it gives back goes on. */
  readonly watch?: Watch | undefined
}

/** Sees, and may replace, the sums [batch, ...] of a layer that learns, made of these inputs. */
export type Watch = (sums: tf.Tensor, input: tf.Tensor) => tf.Tensor

type Forward<Name extends LayerKindName> = (
  layer: LayerOf<Name>,
  inputs: readonly tf.Tensor[],
  situation: Situation,
) => tf.Tensor

/** What comes out of a node. Call inside `tf.tidy`. */
export function computeNode(inputs: readonly tf.Tensor[], situation: Situation): tf.Tensor {
  const { layer } = situation.node
  // Each entry is only ever given layers of its own kind.
  const forward = forwards[layer.kind] as Forward<LayerKindName>
  return forward(layer, inputs, situation)
}

const forwards: { readonly [Name in LayerKindName]: Forward<Name> } = {
  dense: (layer, [input], { weights, watch }) => {
    const [kernel, bias] = weights
    const width = input!.shape.at(-1)!
    const sums = tf.matMul(tf.reshape(input!, [-1, width]), kernel as tf.Tensor2D)
    const shaped = tf.reshape(sums, [...input!.shape.slice(0, -1), layer.units])
    return activate(layer.activation, watched(addBias(shaped, bias), input!, watch))
  },
  conv1d: (layer, [input], { weights, watch }) => {
    const [kernel, bias] = weights
    const kernelImage = tf.expandDims(kernel!, 0) as tf.Tensor4D
    const sums = tf.conv2d(asImages(input!), kernelImage, ...convolutionOf(widened(signalWindow(layer))))
    return activate(layer.activation, watched(addBias(tf.squeeze(sums, [1]), bias), input!, watch))
  },
  conv2d: (layer, [input], { weights, watch }) => {
    const [kernel, bias] = weights
    const sums = tf.conv2d(input as tf.Tensor4D, kernel as tf.Tensor4D, ...convolutionOf(imageWindow(layer)))
    return activate(layer.activation, watched(addBias(sums, bias), input!, watch))
  },
  'depthwise-conv2d': (layer, [input], { weights, watch }) => {
    const [kernel, bias] = weights
    const sums = depthwise(input!, kernel!, imageWindow(layer))
    return activate(layer.activation, watched(addBias(sums, bias), input!, watch))
  },
  'separable-conv2d': (layer, [input], { weights, watch }) => {
    const [kernel, pointwise, bias] = weights
    const between = depthwise(input!, kernel!, imageWindow(layer))
    const sums = tf.conv2d(between, pointwise as tf.Tensor4D, 1, 'valid')
    return activate(layer.activation, watched(addBias(sums, bias), input!, watch))
  },
  'conv2d-transpose': (layer, [input], { weights, node, watch }) => {
    const [kernel, bias] = weights
    const window = imageWindow(layer)
    const [height, width, filters] = node.outputShape
    const sums = tf.conv2dTranspose(
      input as tf.Tensor4D,
      kernel as tf.Tensor4D,
      [input!.shape[0]!, height!, width!, filters!],
      [...window.strides] as [number, number],
      window.padding,
    )
    return activate(layer.activation, watched(addBias(sums, bias), input!, watch))
  },
  'max-pool1d': (layer, [input]) => pool1d(input!, poolWindow(layer), 'max'),
  'max-pool2d': (layer, [input]) => pool(input as tf.Tensor4D, poolWindow(layer), 'max'),
  'average-pool1d': (layer, [input]) => pool1d(input!, poolWindow(layer), 'avg'),
  'average-pool2d': (layer, [input]) => pool(input as tf.Tensor4D, poolWindow(layer), 'avg'),
  'global-average-pool1d': (_layer, [input]) => tf.mean(input!, 1),
  'global-average-pool2d': (_layer, [input]) => tf.mean(input!, [1, 2]),
  flatten: (_layer, [input], { node }) => reshapeTo(input!, node, input!.shape[0]!),
  reshape: (_layer, [input], { node }) => reshapeTo(input!, node, input!.shape[0]!),
  upsample2d: ({ factors }, [input], { node }) => {
    const [batch, height, width, channels] = input!.shape
    const wider = repeated(tf.reshape(input!, [-1, channels!]), factors[1])
    const rows = tf.reshape(wider, [batch! * height!, width! * factors[1] * channels!])
    return reshapeTo(repeated(rows, factors[0]), node, batch!)
  },
  'zero-pad2d': ({ margins: [top, bottom, left, right] }, [input]) =>
    tf.pad(input!, [
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ]),
  activation: ({ activation }, [input]) => activate(activation, input!),
  'leaky-relu': ({ slope }, [input]) => tf.leakyRelu(input!, slope),
  dropout: ({ rate }, [input], { dropping }) =>
    dropping === undefined || rate === 0 ? input! : tf.mul(input!, keptValues(input!.shape, rate, dropping)),
  'layer-normalization': ({ epsilon }, [input], { weights, watch }) =>
    watched(scaleAndShift(standardisedRows(input!, epsilon), weights), input!, watch),
  'group-normalization': ({ groups, epsilon }, [input], { weights, watch }) =>
    watched(scaleAndShift(standardisedGroups(input!, groups, epsilon), weights), input!, watch),
  add: (_layer, inputs) => tf.addN([...inputs]),
  concatenate: (_layer, inputs) => tf.concat([...inputs], inputs[0]!.rank - 1),
}

/** What an activation makes of sums. */
export function activate(activation: LayerActivation | undefined, sums: tf.Tensor): tf.Tensor {
  switch (activation) {
    case undefined:
      return sums
    case 'relu':
      return tf.relu(sums)
    case 'relu6':
      return tf.relu6(sums)
    case 'tanh':
      return tf.tanh(sums)
    case 'sigmoid':
      return tf.sigmoid(sums)
    case 'elu':
      return tf.elu(sums)
    case 'softplus':
      return tf.softplus(sums)
    case 'swish':
      return tf.mul(sums, tf.sigmoid(sums))
  }
}

function watched(sums: tf.Tensor, input: tf.Tensor, watch: Watch | undefined): tf.Tensor {
  return watch === undefined ? sums : watch(sums, input)
}

function addBias(sums: tf.Tensor, bias: tf.Tensor | undefined): tf.Tensor {
  return bias === undefined ? sums : tf.add(sums, bias)
}

function convolutionOf({ strides, padding }: Window): [[number, number], 'valid' | 'same'] {
  return [[strides[0]!, strides[1]!], padding]
}

function depthwise(input: tf.Tensor, kernel: tf.Tensor, window: Window): tf.Tensor4D {
  return tf.depthwiseConv2d(input as tf.Tensor4D, kernel as tf.Tensor4D, ...convolutionOf(window))
}

/** Signals [batch, length, channels] as images one high. */
function asImages(signals: tf.Tensor): tf.Tensor4D {
  return tf.expandDims(signals, 1)
}

/** The window of a signal over an image one high. */
function widened({ extents, strides, padding }: Window): Window {
  return { extents: [1, extents[0]!], strides: [1, strides[0]!], padding }
}

function pool(input: tf.Tensor4D, window: Window, kind: 'max' | 'avg'): tf.Tensor4D {
  const { extents, strides, padding } = window
  const [size, step] = [extents, strides].map(pair => [pair[0]!, pair[1]!] as [number, number])
  if (kind === 'max') return tf.maxPool(input, size!, step!, padding)
  return tf.avgPool(input, size!, step!, padding)
}

function pool1d(input: tf.Tensor, window: Window, kind: 'max' | 'avg'): tf.Tensor {
  return tf.squeeze(pool(asImages(input), widened(window), kind), [1])
}

function reshapeTo(values: tf.Tensor, { outputShape }: LayerNode, batch: number): tf.Tensor {
  return tf.reshape(values, [batch, ...outputShape])
}

/** Every row so many times behind itself. */
function repeated(rows: tf.Tensor, times: number): tf.Tensor {
  return times === 1 ? rows : tf.concat(Array<tf.Tensor>(times).fill(rows), 1)
}

/** 0 for a value that is dropped, 1 / (1 - rate) for one that is kept. */
function keptValues(shape: number[], rate: number, random: Dropping): tf.Tensor {
  const values = new Float32Array(sizeOfShape(shape))
  const grown = 1 / (1 - rate)
  for (let i = 0; i < values.length; i++) values[i] = random.unit() < rate ? 0 : grown
  return tf.tensor(values, shape)
}

/** Mean 0 and variance 1 over the last axis. */
export function standardisedRows(values: tf.Tensor, epsilon: number | undefined): tf.Tensor {
  return standardised(values, [-1], epsilon)
}

/** Mean 0 and variance 1 over all positions of each run of channels. */
export function standardisedGroups(
  values: tf.Tensor,
  groups: number,
  epsilon: number | undefined,
): tf.Tensor {
  const runs = tf.reshape(values, [values.shape[0]!, -1, groups, values.shape.at(-1)! / groups])
  return tf.reshape(standardised(runs, [1, 3], epsilon), values.shape)
}

function standardised(values: tf.Tensor, axes: number[], epsilon = usualEpsilon): tf.Tensor {
  const { mean, variance } = tf.moments(values, axes, true)
  return tf.mul(tf.sub(values, mean), tf.rsqrt(tf.add(variance, epsilon)))
}

function scaleAndShift(values: tf.Tensor, [gamma, beta]: readonly tf.Tensor[]): tf.Tensor {
  return tf.add(tf.mul(values, gamma!), beta!)
}
