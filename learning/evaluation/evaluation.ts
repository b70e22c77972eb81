import type { Task } from '../models/task.ts'
import type { Figure } from './metrics/intervals.ts'

/** `f1` and `dice` are means over the classes, `auc` over the classes or labels; the AUC of two classes is the second's. */
export const metricNames = [
  'accuracy',
  'balancedAccuracy',
  'auc',
  'f1',
  'dice',
  'logLoss',
  'calibrationError',
  'rmse',
  'mae',
] as const
export type MetricName = (typeof metricNames)[number]

/**
 * Whether an example of the task is answered rightly or not, so that `Evaluation.correct` counts. The others are judged
 * by their metrics alone.
 */
export function hasRightAnswers(task: Task): boolean {
  return task === 'classification' || task === 'multi-label'
}

/** How good a model is on examples it was not trained on. */
export interface Evaluation {
  readonly task: Task
  readonly examples: number
  /**
   * Examples answered rightly: the class, or every one of several labels. 0 under segmentation and regression, where an
   * example is not right or wrong; the metrics say how good those are.
   */
  readonly correct: number
  /** correct / examples. */
  readonly accuracy: number
  /** Mean of the task's loss; of cross-entropies in nats. */
  readonly meanLoss: number
  /** What means something for the task and the examples at hand, each with its 95 % interval and whose that is. */
  readonly metrics: Readonly<Partial<Record<MetricName, Figure>>>
  /**
   * F1 of each class or label, under segmentation its Dice coefficient; null for one that neither occurs nor is
   * answered. Empty under regression.
   */
  readonly perClass: readonly (number | null)[]
}

/** Takes a model's outputs batch by batch and judges them all at the end. */
export interface Judge {
  /** Outputs of the examples from `first` on, as `Predictor.outputsOf` gives them. */
  add(outputs: Float32Array, first: number): void
  /** `hasIntervals`: whether there are to be intervals that take resampling; true if absent. */
  evaluation(hasIntervals?: boolean): Evaluation
}
