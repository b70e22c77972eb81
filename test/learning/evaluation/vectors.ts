/** Outputs with the metrics that scikit-learn gives them. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type {
  ClassDataset,
  Dataset,
  MultiLabelDataset,
  RegressionDataset,
  SegmentationDataset,
} from '../../../learning/index.ts'
import { repositoryRoot } from '../../support/repository.ts'

type Numbers = readonly number[]
interface Classified {
  readonly classes: number
  readonly labels: Numbers
  readonly logits: Numbers
  readonly accuracy: number
  readonly balancedAccuracy: number
  readonly f1: number
  readonly f1PerClass: Numbers
  readonly logLoss: number
  readonly auc: number
  readonly calibrationError: number
  readonly wilson: Numbers
}
interface Vectors {
  readonly binary: Classified
  readonly skewed: Classified
  readonly five: Classified
  readonly multiLabel: Omit<Classified, 'balancedAccuracy' | 'f1PerClass' | 'wilson'>
  readonly segmentation: {
    readonly classes: number
    readonly positions: number
    readonly labels: Numbers
    readonly logits: Numbers
    readonly accuracy: number
    readonly dice: number
    readonly dicePerClass: Numbers
    readonly logLoss: number
  }
  readonly regression: {
    readonly outputs: number
    readonly targets: Numbers
    readonly predictions: Numbers
    readonly rmse: number
    readonly mae: number
  }
}

export const vectors = JSON.parse(
  readFileSync(join(repositoryRoot, 'test', 'vectors', 'metrics.json'), 'utf8'),
) as Vectors

const features = new Float32Array(0)

export function classesOf({ labels, classes }: Pick<Classified, 'labels' | 'classes'>): ClassDataset {
  return { features, labels: Int32Array.from(labels), examples: labels.length, featureShape: [1], classes }
}

export const labelled: MultiLabelDataset = {
  task: 'multi-label',
  features,
  labels: Int32Array.from(vectors.multiLabel.labels),
  examples: vectors.multiLabel.labels.length / vectors.multiLabel.classes,
  featureShape: [1],
  classes: vectors.multiLabel.classes,
}

export const segmented: SegmentationDataset = {
  task: 'segmentation',
  features,
  labels: Int32Array.from(vectors.segmentation.labels),
  examples: vectors.segmentation.labels.length / vectors.segmentation.positions,
  featureShape: [4, vectors.segmentation.positions / 4, 1],
  classes: vectors.segmentation.classes,
}

export const measured: RegressionDataset = {
  task: 'regression',
  features,
  targets: Float32Array.from(vectors.regression.targets),
  examples: vectors.regression.targets.length / vectors.regression.outputs,
  featureShape: [1],
  outputs: vectors.regression.outputs,
}

/** Every dataset of the vectors with a model's outputs on it. */
export const answered: readonly (readonly [string, Dataset, Float32Array])[] = [
  ['two classes', classesOf(vectors.binary), Float32Array.from(vectors.binary.logits)],
  ['three uneven classes', classesOf(vectors.skewed), Float32Array.from(vectors.skewed.logits)],
  ['five classes', classesOf(vectors.five), Float32Array.from(vectors.five.logits)],
  ['several labels', labelled, Float32Array.from(vectors.multiLabel.logits)],
  ['segments', segmented, Float32Array.from(vectors.segmentation.logits)],
  ['numbers', measured, Float32Array.from(vectors.regression.predictions)],
]
