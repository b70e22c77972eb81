/** Records made for an audit, and the coins that say which of them are trained on. */
import { type ClassDataset, openSeededRandom } from '../../learning/index.ts'

export interface Canaries {
  readonly records: ClassDataset
  /** One fair coin each. */
  readonly areIncluded: readonly boolean[]
}

/** Size of a canary's pixels: a picture of them has about the norm of a digit, so that clipping treats both alike. */
const pixelSize = 0.33

/**
 * Pictures of random signs under random labels, as many as `count`. Any two are nearly at right angles, so that what the
 * model learns of one is hardly to be had from the others: nothing but having been trained on it makes its loss fall.
 */
export function drawCanaries(
  count: number,
  featureShape: readonly number[],
  classes: number,
  seed: number,
): Canaries {
  const random = openSeededRandom(seed, 'canaries of an audit')
  const coins = openSeededRandom(seed, 'coins of an audit')
  const size = featureShape.reduce((product, extent) => product * extent, 1)
  const features = Float32Array.from({ length: count * size }, () =>
    random.below(2) === 0 ? -pixelSize : pixelSize,
  )
  const labels = Int32Array.from({ length: count }, () => random.below(classes))
  const areIncluded = Array.from({ length: count }, () => coins.below(2) === 0)
  return { records: { features, labels, examples: count, featureShape, classes }, areIncluded }
}

/** The records of `dataset`, and behind them the canaries whose coin said so. */
export function withIncluded(dataset: ClassDataset, { records, areIncluded }: Canaries): ClassDataset {
  const chosen = areIncluded.flatMap((isIncluded, i) => (isIncluded ? [i] : []))
  const size = records.features.length / records.examples
  const features = new Float32Array(dataset.features.length + chosen.length * size)
  features.set(dataset.features)
  chosen.forEach((canary, i) => {
    features.set(
      records.features.subarray(canary * size, (canary + 1) * size),
      dataset.features.length + i * size,
    )
  })
  const labels = Int32Array.from([...dataset.labels, ...chosen.map(canary => records.labels[canary]!)])
  return { ...dataset, features, labels, examples: labels.length }
}
