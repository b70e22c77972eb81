/**
 * Softmax regression in plain loops. What matters here: its logits are linear in the parameters, so that the logits of any
 * coalition are those of the start model and of the updates, added up.
 */
import { openSeededRandom, type SeededRandom, shuffle } from '../../learning/index.ts'
import type { Digits } from './digits.ts'

export const classes = 10

export interface LocalTraining {
  readonly epochs: number
  readonly batchSize: number
  readonly learningRate: number
}

/** features × classes, uniform within Glorot's limits; the bias 0. */
export function initialParameters(features: number, seed: number): Float32Array {
  const random = openSeededRandom(seed, 'contribution initial parameters')
  const limit = Math.sqrt(6 / (features - 1 + classes))
  return Float32Array.from({ length: features * classes }, (_, i) =>
    i < (features - 1) * classes ? (2 * random.unit() - 1) * limit : 0,
  )
}

/** What some epochs of stochastic gradient descent change. */
export function trainLocally(
  start: Float32Array,
  digits: Digits,
  { epochs, batchSize, learningRate }: LocalTraining,
  random: SeededRandom,
): Float32Array {
  const parameters = Float32Array.from(start)
  const gradient = new Float32Array(start.length)
  const order = Int32Array.from(digits.labels, (_, i) => i)
  for (let epoch = 0; epoch < epochs; epoch++) {
    shuffle(order, random)
    for (let from = 0; from < order.length; from += batchSize) {
      const batch = order.subarray(from, from + batchSize)
      gradient.fill(0)
      for (const example of batch) addGradient(gradient, parameters, digits, example)
      const rate = learningRate / batch.length
      for (let i = 0; i < parameters.length; i++) parameters[i]! -= rate * gradient[i]!
    }
  }
  return parameters.map((value, i) => value - start[i]!)
}

function addGradient(
  gradient: Float32Array,
  parameters: Float32Array,
  digits: Digits,
  example: number,
): void {
  const { pixels, labels, features } = digits
  const errors = new Float64Array(classes)
  addLogits(errors, 0, parameters, pixels, example, features)
  const largest = Math.max(...errors)
  let sum = 0
  for (let label = 0; label < classes; label++) sum += errors[label] = Math.exp(errors[label]! - largest)
  for (let label = 0; label < classes; label++) errors[label]! /= sum
  errors[labels[example]!]! -= 1
  for (let feature = 0; feature < features; feature++) {
    const pixel = pixels[example * features + feature]!
    if (pixel === 0) continue
    for (let label = 0; label < classes; label++)
      gradient[feature * classes + label]! += pixel * errors[label]!
  }
}

function addLogits(
  logits: Float64Array,
  at: number,
  parameters: Float32Array,
  pixels: Float32Array,
  example: number,
  features: number,
): void {
  for (let feature = 0; feature < features; feature++) {
    const pixel = pixels[example * features + feature]!
    if (pixel === 0) continue
    for (let label = 0; label < classes; label++)
      logits[at + label]! += pixel * parameters[feature * classes + label]!
  }
}

/** examples × classes. */
export function logitsOf(parameters: Float32Array, { pixels, labels, features }: Digits): Float64Array {
  const logits = new Float64Array(labels.length * classes)
  for (let example = 0; example < labels.length; example++)
    addLogits(logits, example * classes, parameters, pixels, example, features)
  return logits
}
