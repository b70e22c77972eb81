/**
 * Records out of updates. In a dense layer the gradient of a unit's weights is the input times that of its bias: whoever sees
 * both of one record sees the record (Phong et al. 2018, "Privacy-Preserving Deep Learning via Additively Homomorphic
 * Encryption", section 3). Of many records it is a mixture of them, unless the model was made to keep them apart
 * (Fowl et al. 2022, "Robbing the Fed", section 4): a coordinator chooses the model.
 */
import { type ParameterVector, tensorValues } from '../../aggregation/index.ts'
import { type DenseSpec, initialParameters, openSeededRandom } from '../../learning/index.ts'

const [kernelName, biasName] = ['dense-1/kernel', 'dense-1/bias']

/**
 * What each unit of the first layer tells of its inputs: its weights' update over its bias' update. Units whose bias did
 * not move tell nothing and are left out.
 */
export function recordsFromUpdate(update: ParameterVector): readonly Float32Array[] {
  const bias = tensorValues(update, biasName)
  return Array.from(bias, (_, unit) => quotient(columnOf(update, unit), bias[unit]!)).filter(isRecord)
}

/**
 * A model that keeps records apart by their mean value: unit i of the first layer is on for those above `thresholds[i]`, and all
 * units on are treated alike from there on. `thresholds` ascend, one for each unit of the first layer.
 */
export function trappedParameters(
  spec: DenseSpec,
  thresholds: readonly number[],
  seed: number,
): ParameterVector {
  const parameters = initialParameters(spec, seed)
  const kernel = tensorValues(parameters, kernelName)
  kernel.fill(thresholds.length / kernel.length)
  tensorValues(parameters, biasName).set(thresholds.map(threshold => -threshold))
  const next = tensorValues(parameters, 'dense-2/kernel')
  const random = openSeededRandom(seed, 'trapped model')
  const row = Float32Array.from({ length: next.length / thresholds.length }, () => random.normal())
  for (let offset = 0; offset < next.length; offset += row.length) next.set(row, offset)
  return parameters
}

/**
 * What an update of the trapped model tells, from a step of all records at once: each record that no other shares a pair of
 * thresholds with, and mixtures of those that do.
 */
export function recordsFromTrap(update: ParameterVector): readonly Float32Array[] {
  const bias = tensorValues(update, biasName)
  return Array.from(bias, (_, unit) => {
    const [own, next] = [columnOf(update, unit), columnOf(update, unit + 1)]
    return quotient(
      own.map((value, i) => value - next[i]!),
      bias[unit]! - (bias[unit + 1] ?? 0),
    )
  }).filter(isRecord)
}

/** The weights into one unit; zeros behind the last. */
function columnOf(update: ParameterVector, unit: number): Float32Array {
  const units = tensorValues(update, biasName).length
  const kernel = tensorValues(update, kernelName)
  return Float32Array.from({ length: kernel.length / units }, (_, input) =>
    unit < units ? kernel[input * units + unit]! : 0,
  )
}

/** Below this a bias' update is what roundings leave of nothing. */
const leastMove = 1e-7

function quotient(values: Float32Array, by: number): Float32Array | undefined {
  return Math.abs(by) > leastMove ? values.map(value => value / by) : undefined
}

function isRecord(record: Float32Array | undefined): record is Float32Array {
  return record !== undefined
}

/** Pearson's correlation of two pictures, from -1 to 1; 0 where one is of one shade. Both have the same length. */
export function correlationOf(one: ArrayLike<number>, other: ArrayLike<number>): number {
  const [a, b] = [centred(one), centred(other)]
  const size = Math.sqrt(dot(a, a) * dot(b, b))
  return size > 0 ? dot(a, b) / size : 0
}

function centred(values: ArrayLike<number>): Float64Array {
  const all = Float64Array.from(values)
  const mean = all.reduce((sum, value) => sum + value, 0) / all.length
  return all.map(value => value - mean)
}

function dot(one: Float64Array, other: Float64Array): number {
  return one.reduce((sum, value, i) => sum + value * other[i]!, 0)
}
