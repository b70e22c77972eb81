/**
 * One step of minibatch gradient descent on softmax cross-entropy, the backward pass written out. It computes what
 * `tf.grads` would, several times faster on WASM: that backend has no fast product with a transposed operand, so
 * transposes are made explicitly, of the small matrices (see build-model.ts for why examples are columns).
 */
import * as tf from '@tensorflow/tfjs-core'
import { activationSlope, forward, type LayerTensors, type Model } from '../models/build-model.ts'

/** features [batch, inputs] and one-hot targets [batch, classes]. */
export interface Batch {
  readonly features: tf.Tensor2D
  readonly targets: tf.Tensor2D
}

export interface Gradients {
  /** Gradient of scale × (sum of the examples' losses), in the shapes of the model's tensors. */
  readonly layers: readonly LayerTensors[]
  /** Sum of the examples' losses, a scalar. */
  readonly lossSum: tf.Scalar
}

/** What a batch does on its way up and down; examples are columns, as in `forward`. */
export interface Passes {
  /** What each layer takes in, [inputs, batch]. */
  readonly inputs: readonly tf.Tensor2D[]
  /** Gradient of scale × (an example's own loss) by each layer's sums, [units, batch]. */
  readonly deltas: readonly tf.Tensor2D[]
  /** Sum of the examples' losses, a scalar. */
  readonly lossSum: tf.Scalar
}

/** Both passes of a batch. Call inside `tf.tidy`. */
export function passes(model: Model, batch: Batch, scale: number): Passes {
  const columns = tf.transpose(batch.features) as tf.Tensor2D
  const outputs = forward(model, columns)
  const top = crossEntropy(tf.transpose(outputs.at(-1)!), batch.targets)
  let upper = tf.transpose(tf.mul(top.difference, scale)) as tf.Tensor2D
  const deltas = [upper]
  for (let i = model.layers.length - 1; i > 0; i--) {
    const below = tf.matMul(tf.transpose(model.tensors[i]!.kernel), upper)
    upper = tf.mul(below, activationSlope(model.layers[i - 1]!.activation, outputs[i - 1]!))
    deltas.unshift(upper)
  }
  return { inputs: [columns, ...outputs.slice(0, -1)], deltas, lossSum: top.lossSum }
}

/** The gradient of each layer's tensors, summed over the examples. Call inside `tf.tidy`. */
export function layerGradients(
  features: tf.Tensor2D,
  inputs: readonly tf.Tensor2D[],
  deltas: readonly tf.Tensor2D[],
): readonly LayerTensors[] {
  return deltas.map((delta, i) => ({
    kernel: tf.matMul(delta, i === 0 ? features : (tf.transpose(inputs[i]!) as tf.Tensor2D)),
    bias: tf.sum(delta, 1, true) as tf.Tensor2D,
  }))
}

/** The loss of a batch and its gradient times `scale`. Call inside `tf.tidy`. */
export function gradients(model: Model, batch: Batch, scale: number): Gradients {
  const { inputs, deltas, lossSum } = passes(model, batch, scale)
  return { layers: layerGradients(batch.features, inputs, deltas), lossSum }
}

/** Loss of softmax(logits) against one-hot targets, and its gradient by the logits, softmax − targets. */
function crossEntropy(logits: tf.Tensor2D, targets: tf.Tensor2D) {
  // The largest logit is taken off first, so that no exponential overflows and no logarithm meets zero.
  const shifted = tf.sub(logits, tf.max(logits, 1, true))
  const exponentials = tf.exp(shifted)
  const sums = tf.sum(exponentials, 1, true)
  const chosen = tf.sum(tf.mul(shifted, targets))
  return {
    difference: tf.sub(tf.div(exponentials, sums), targets) as tf.Tensor2D,
    lossSum: tf.sub(tf.sum(tf.log(sums)), chosen) as tf.Scalar,
  }
}

/** Pull towards where training began (Li et al. 2020, FedProx): adds mu / 2 × ‖w − w0‖² to the loss. */
export interface Proximal {
  readonly mu: number
  readonly anchor: Model
}

/** Heavy-ball momentum (Polyak 1964): a step is `factor` × the last one plus the gradient's own. */
export interface Momentum {
  readonly factor: number
  /** The last step, in the shapes of the model's tensors; undefined before the first. */
  readonly velocity: readonly LayerTensors[] | undefined
}

/** What a step takes into account beside the batch's gradient. */
export interface StepExtras {
  readonly proximal?: Proximal | undefined
  readonly momentum?: Momentum | undefined
  /** Added to the gradient, in the shapes of the model's tensors. */
  readonly correction?: readonly LayerTensors[] | undefined
}

export interface Stepped {
  readonly model: Model
  /** Sum of the examples' losses before the step. */
  readonly lossSum: tf.Scalar
  /** With momentum, what to hand to the next step. */
  readonly velocity: readonly LayerTensors[] | undefined
}

/**
 * The model after one step at `learningRate` on the batch's mean loss, and the batch's summed loss. The old model's
 * tensors and the old velocity are disposed; the caller owns the new ones.
 */
export function sgdStep(
  model: Model,
  batch: Batch,
  learningRate: number,
  { proximal, momentum, correction }: StepExtras = {},
): Stepped {
  const [lossSum, ...stepped] = tf.tidy(() => {
    // The rate goes into the small matrix at the top, so that no gradient as large as the model is scaled.
    const { layers, lossSum } = gradients(model, batch, learningRate / batch.features.shape[0])
    const anchored = proximal === undefined ? model.tensors : pulled(model, proximal, learningRate)
    const starts = correction === undefined ? anchored : corrected(anchored, correction, learningRate)
    const steps = momentum === undefined ? layers : accelerated(layers, momentum)
    const tensors = starts.flatMap(({ kernel, bias }, i) => [
      tf.sub(kernel, steps[i]!.kernel),
      tf.sub(bias, steps[i]!.bias),
    ])
    return [lossSum, ...tensors, ...(momentum === undefined ? [] : flat(steps))]
  })
  tf.dispose([...flat(model.tensors), ...flat(momentum?.velocity ?? [])])
  const count = 2 * model.layers.length
  return {
    model: { ...model, tensors: paired(stepped.slice(0, count)) },
    lossSum: lossSum as tf.Scalar,
    velocity: momentum && paired(stepped.slice(count)),
  }
}

function accelerated(
  layers: readonly LayerTensors[],
  { factor, velocity }: Momentum,
): readonly LayerTensors[] {
  if (velocity === undefined) return layers
  const add = (own: tf.Tensor2D, last: tf.Tensor2D) => tf.add(own, tf.mul(last, factor)) as tf.Tensor2D
  return layers.map(({ kernel, bias }, i) => {
    const last = velocity[i]!
    return { kernel: add(kernel, last.kernel), bias: add(bias, last.bias) }
  })
}

function flat(layers: readonly LayerTensors[]): tf.Tensor[] {
  return layers.flatMap(({ kernel, bias }) => [kernel, bias])
}

function paired(tensors: readonly tf.Tensor[]): readonly LayerTensors[] {
  return Array.from({ length: tensors.length / 2 }, (_, i) => ({
    kernel: tensors[2 * i] as tf.Tensor2D,
    bias: tensors[2 * i + 1] as tf.Tensor2D,
  }))
}

/** The model's tensors after the proximal term's own step. */
function pulled(model: Model, proximal: Proximal, learningRate: number): readonly LayerTensors[] {
  const rate = learningRate * proximal.mu
  const pull = (tensor: tf.Tensor2D, anchor: tf.Tensor2D) =>
    tf.sub(tensor, tf.mul(tf.sub(tensor, anchor), rate)) as tf.Tensor2D
  return model.tensors.map(({ kernel, bias }, i) => {
    const anchor = proximal.anchor.tensors[i]!
    return { kernel: pull(kernel, anchor.kernel), bias: pull(bias, anchor.bias) }
  })
}

/** Tensors after the correction's own step. */
function corrected(
  tensors: readonly LayerTensors[],
  correction: readonly LayerTensors[],
  learningRate: number,
): readonly LayerTensors[] {
  const step = (tensor: tf.Tensor2D, by: tf.Tensor2D) =>
    tf.sub(tensor, tf.mul(by, learningRate)) as tf.Tensor2D
  return tensors.map(({ kernel, bias }, i) => ({
    kernel: step(kernel, correction[i]!.kernel),
    bias: step(bias, correction[i]!.bias),
  }))
}
