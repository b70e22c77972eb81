/** Examples in memory: what the readers make, and what is trained and evaluated on. */

export interface Dataset {
  /** examples × feature size, one example after another. */
  readonly features: Float32Array
  /** One class number an example, from 0. */
  readonly labels: Int32Array
  readonly examples: number
  /** Shape of one example, such as [28, 28, 1]. */
  readonly featureShape: readonly number[]
  readonly classes: number
}

/** Values in one example. */
export function featureSizeOf(featureShape: readonly number[]): number {
  return featureShape.reduce((product, extent) => product * extent, 1)
}

/** A dataset of zeros to be filled, in memory that workers can read without a copy. */
export function allocateDataset(examples: number, featureShape: readonly number[], classes: number): Dataset {
  const features = new Float32Array(new SharedArrayBuffer(4 * examples * featureSizeOf(featureShape)))
  const labels = new Int32Array(new SharedArrayBuffer(4 * examples))
  return { features, labels, examples, featureShape, classes }
}

/** The dataset itself if workers can read its memory, else a copy that they can. */
export function shareDataset(dataset: Dataset): Dataset {
  if (isShared(dataset.features) && isShared(dataset.labels)) return dataset
  const shared = allocateDataset(dataset.examples, dataset.featureShape, dataset.classes)
  shared.features.set(dataset.features)
  shared.labels.set(dataset.labels)
  return shared
}

function isShared(values: ArrayBufferView): boolean {
  return values.buffer instanceof SharedArrayBuffer
}

/** A new dataset of the examples at `indices`, in that order. Throws for an index the dataset does not have. */
export function selectExamples(dataset: Dataset, indices: ArrayLike<number>): Dataset {
  const size = featureSizeOf(dataset.featureShape)
  const selected = allocateDataset(indices.length, dataset.featureShape, dataset.classes)
  for (let i = 0; i < indices.length; i++) {
    const from = indices[i]!
    if (!(from >= 0 && from < dataset.examples)) {
      throw new RangeError(`example ${from} is not among the dataset's ${dataset.examples}`)
    }
    selected.features.set(dataset.features.subarray(from * size, (from + 1) * size), i * size)
    selected.labels[i] = dataset.labels[from]!
  }
  return selected
}

/** How many examples each class has. */
export function classCounts(dataset: Dataset): Int32Array {
  const counts = new Int32Array(dataset.classes)
  for (const label of dataset.labels) counts[label]! += 1
  return counts
}
