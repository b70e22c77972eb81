/** The loss of each record by itself: what an attacker computes who has a model and a record. */
import type { ParameterVector } from '../../aggregation/index.ts'
import { tensorValues } from '../../aggregation/index.ts'
import {
  type Activation,
  type ClassDataset,
  type DenseSpec,
  inputSizeOf,
  layersOf,
} from '../../learning/index.ts'

const bend: Readonly<Record<Activation | 'linear', (sum: number) => number>> = {
  relu: sum => Math.max(0, sum),
  tanh: Math.tanh,
  sigmoid: sum => 1 / (1 + Math.exp(-sum)),
  linear: sum => sum,
}

interface Layer {
  readonly kernel: Float32Array
  readonly bias: Float32Array
  readonly activate: (sum: number) => number
}

/**
 * Cross-entropy of each record under a model of a short family, in nats. In plain loops and 64 bits, so that it is the same
 * on every machine.
 */
export function recordLosses(
  spec: DenseSpec,
  parameters: ParameterVector,
  dataset: ClassDataset,
): Float64Array {
  const layers = layersOf(spec).map(({ name, activation }) => ({
    kernel: tensorValues(parameters, `${name}/kernel`),
    bias: tensorValues(parameters, `${name}/bias`),
    activate: bend[activation],
  }))
  const size = inputSizeOf(spec)
  return Float64Array.from({ length: dataset.examples }, (_, i) => {
    const record = dataset.features.subarray(i * size, (i + 1) * size)
    const logits = layers.reduce<ArrayLike<number>>(outputsOf, record)
    return crossEntropy(Array.from(logits), dataset.labels[i]!)
  })
}

/** One dense layer; its kernel lies input by input. */
function outputsOf(inputs: ArrayLike<number>, { kernel, bias, activate }: Layer): Float64Array {
  const sums = Float64Array.from(bias)
  const units = sums.length
  for (let i = 0; i < inputs.length; i++) {
    const input = inputs[i]!
    if (input === 0) continue
    for (let unit = 0; unit < units; unit++) sums[unit]! += input * kernel[i * units + unit]!
  }
  return sums.map(activate)
}

function crossEntropy(logits: readonly number[], label: number): number {
  const most = Math.max(...logits)
  const sum = logits.reduce((total, logit) => total + Math.exp(logit - most), 0)
  return most + Math.log(sum) - logits[label]!
}
