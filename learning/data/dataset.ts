/** Examples in memory: what the readers make, and what is trained and evaluated on. */
import type { DataShape } from '../models/index.ts'

interface Examples {
  /** examples × feature size, one example after another. */
  readonly features: Float32Array
  readonly examples: number
  /** Shape of one example, such as [28, 28, 1]. */
  readonly featureShape: readonly number[]
}

/** Examples of one class each; what a dataset is unless it says otherwise. */
export interface ClassDataset extends Examples {
  readonly task?: 'classification'
  /** One class number an example, from 0. */
  readonly labels: Int32Array
  readonly classes: number
}

/** Examples for each of which several labels may hold. */
export interface MultiLabelDataset extends Examples {
  readonly task: 'multi-label'
  /** examples × classes: 1 where the label holds, else 0. */
  readonly labels: Int32Array
  readonly classes: number
}

/** Images or signals with a class for every position. */
export interface SegmentationDataset extends Examples {
  readonly task: 'segmentation'
  /** examples × positions, class numbers from 0; the positions are the feature shape's extents but the last. */
  readonly labels: Int32Array
  readonly classes: number
}

/** Examples with numbers to be foretold. */
export interface RegressionDataset extends Examples {
  readonly task: 'regression'
  /** examples × outputs. */
  readonly targets: Float32Array
  readonly outputs: number
}

export type Dataset = ClassDataset | MultiLabelDataset | SegmentationDataset | RegressionDataset

/** Values in one example. */
export function featureSizeOf(featureShape: readonly number[]): number {
  return featureShape.reduce((product, extent) => product * extent, 1)
}

/** Targets of one example: class numbers, yes or no, or numbers. */
export function targetSizeOf(shape: DataShape): number {
  switch (shape.task) {
    case 'multi-label':
      return shape.classes
    case 'segmentation':
      return featureSizeOf(shape.featureShape.slice(0, -1))
    case 'regression':
      return shape.outputs
    default:
      return 1
  }
}

/** The targets of all examples, whatever they are. */
export function targetsOf(dataset: Dataset): Int32Array | Float32Array {
  return dataset.task === 'regression' ? dataset.targets : dataset.labels
}

/** A classification of zeros to be filled, in memory that workers can read without a copy. */
export function allocateDataset(
  examples: number,
  featureShape: readonly number[],
  classes: number,
): ClassDataset {
  return allocateFor({ featureShape, classes }, examples) as ClassDataset
}

/** A dataset of zeros to be filled, of any shape, in memory that workers can read without a copy. */
export function allocateFor(shape: DataShape, examples: number): Dataset {
  const { featureShape } = shape
  const features = new Float32Array(new SharedArrayBuffer(4 * examples * featureSizeOf(featureShape)))
  const targets = new SharedArrayBuffer(4 * examples * targetSizeOf(shape))
  const common = { features, examples, featureShape }
  if (shape.task === 'regression') {
    return { ...common, task: shape.task, targets: new Float32Array(targets), outputs: shape.outputs }
  }
  const { classes } = shape
  const labelled = { ...common, labels: new Int32Array(targets), classes }
  const isPlain = shape.task === undefined || shape.task === 'classification'
  return isPlain ? labelled : { ...labelled, task: shape.task }
}

/** The dataset itself if workers can read its memory, else a copy that they can. */
export function shareDataset(dataset: Dataset): Dataset {
  if (isShared(dataset.features) && isShared(targetsOf(dataset))) return dataset
  const shared = allocateFor(dataset, dataset.examples)
  shared.features.set(dataset.features)
  targetsOf(shared).set(targetsOf(dataset))
  return shared
}

function isShared(values: ArrayBufferView): boolean {
  return values.buffer instanceof SharedArrayBuffer
}

/** A new dataset of the examples at `indices`, in that order. Throws for an index the dataset does not have. */
export function selectExamples<Kind extends Dataset>(dataset: Kind, indices: ArrayLike<number>): Kind {
  const [size, targetSize] = [featureSizeOf(dataset.featureShape), targetSizeOf(dataset)]
  const selected = allocateFor(dataset, indices.length) as Kind
  const [from, to] = [targetsOf(dataset), targetsOf(selected)]
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i]!
    if (!(index >= 0 && index < dataset.examples)) {
      throw new RangeError(`example ${index} is not among the dataset's ${dataset.examples}`)
    }
    selected.features.set(dataset.features.subarray(index * size, (index + 1) * size), i * size)
    to.set(from.subarray(index * targetSize, (index + 1) * targetSize), i * targetSize)
  }
  return selected
}

/** How many examples each class has. */
export function classCounts(dataset: ClassDataset): Int32Array {
  const counts = new Int32Array(dataset.classes)
  for (const label of dataset.labels) counts[label]! += 1
  return counts
}
