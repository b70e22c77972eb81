/**
 * A model as tensors, and its forward pass.
 *
 * Activations are kept as columns, one example a column, and kernels as [units, inputs]: a layer is then
 * kernel · columns. The WASM backend packs the right operand of every product before it multiplies; with examples as
 * rows that operand is the kernel, new after each step, and packing it costs more than the product itself.
 */
import * as tf from '@tensorflow/tfjs-core'
import { type ParameterVector, parameterVector } from '../../aggregation/vector/index.ts'
import { type Activation, type DenseLayer, type DenseSpec, layersOf } from './model-spec.ts'
import { layoutOf, requireLayout } from './parameters.ts'

/** One layer's tensors: kernel [units, inputs] and bias [units, 1]. */
export interface LayerTensors {
  readonly kernel: tf.Tensor2D
  readonly bias: tf.Tensor2D
}

/** A model of the two short families on the backend. Its owner disposes it. */
export interface Model {
  readonly spec: DenseSpec
  readonly layers: readonly DenseLayer[]
  readonly tensors: readonly LayerTensors[]
}

/** Puts the parameters on the backend. Throws `ModelError` when the vector's layout is not the spec's. */
export function buildModel(spec: DenseSpec, parameters: ParameterVector): Model {
  requireLayout(parameters, layoutOf(spec))
  const layers = layersOf(spec)
  let offset = 0
  const take = (length: number) => {
    offset += length
    return parameters.values.slice(offset - length, offset)
  }
  const tensors = layers.map(({ inputs, units }) => ({
    kernel: tf.tidy(() => tf.transpose(tf.tensor2d(take(inputs * units), [inputs, units]))),
    bias: tf.tensor2d(take(units), [units, 1]),
  }))
  return { spec, layers, tensors }
}

/** Reads the parameters back as one vector. */
export async function parametersOf(model: Model): Promise<ParameterVector> {
  const layout = layoutOf(model.spec)
  const parts: Float32Array[] = []
  for (const { kernel, bias } of model.tensors) {
    const rows = tf.transpose(kernel)
    parts.push((await rows.data()) as Float32Array, (await bias.data()) as Float32Array)
    rows.dispose()
  }
  const values = new Float32Array(parts.reduce((sum, part) => sum + part.length, 0))
  let offset = 0
  for (const part of parts) {
    values.set(part, offset)
    offset += part.length
  }
  return parameterVector(values, layout)
}

/** Frees the model's tensors. */
export function disposeModel(model: Model): void {
  for (const { kernel, bias } of model.tensors) {
    kernel.dispose()
    bias.dispose()
  }
}

/**
 * The outputs of every layer for a batch of columns [inputs, batch]; the last holds the logits [classes, batch].
 * Call inside `tf.tidy`.
 */
export function forward(model: Model, columns: tf.Tensor2D): readonly tf.Tensor2D[] {
  let current = columns
  return model.layers.map((layer, i) => {
    const { kernel, bias } = model.tensors[i]!
    current = activate(layer.activation, tf.add(tf.matMul(kernel, current), bias))
    return current
  })
}

function activate(activation: Activation | 'linear', sums: tf.Tensor2D): tf.Tensor2D {
  switch (activation) {
    case 'relu':
      return tf.relu(sums)
    case 'tanh':
      return tf.tanh(sums)
    case 'sigmoid':
      return tf.sigmoid(sums)
    case 'linear':
      return sums
  }
}

/** The derivative of the activation, from what it put out. */
export function activationSlope(activation: Activation | 'linear', outputs: tf.Tensor2D): tf.Tensor2D {
  switch (activation) {
    case 'relu':
      return tf.step(outputs)
    case 'tanh':
      return tf.sub(1, tf.square(outputs))
    case 'sigmoid':
      return tf.mul(outputs, tf.sub(1, outputs))
    case 'linear':
      return tf.onesLike(outputs)
  }
}
